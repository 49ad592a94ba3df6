import { Clause, nothingToFind } from './query-syntax';
import { UNKNOWN_LANGUAGE } from './languages';

/** A clause's words as one configuration reduces them. */
export interface ReducedClause {
  language: string;
  /** Index of the clause. */
  clause: number;
  /** `word . word `, as in the terms of a call; null when all are ignored. */
  line: string | null;
  /** The prefix without any reduction; null for words. */
  plain: string | null;
}

/** Lists of texts by language: of each list, one is to occur among the terms. */
export type Occurrences = Record<string, string[][]>;

/** A search as it is asked of the index, of the terms, and of the highlighter, each by language. */
export interface SearchPlan {
  /** Over the documents of all languages. */
  tsquery: string;
  required: Occurrences;
  excluded: Occurrences;
  /** Whether the index says too little, since a phrase has more words than a pair: then the terms decide. */
  inexact: boolean;
  /** By language, patterns of which a line that has a hit is like one. */
  lines: Record<string, string[]>;
  /** By language, a tsquery of all words that are to be marked. */
  marked: Record<string, string>;
}

interface LanguagePlan {
  conditions: string[];
  required: string[][];
  excluded: string[][];
  inexact: boolean;
  marked: string[];
}

/**
 * Puts a search together from its clauses as each language in use reduces them. A word that a language ignores is left out
 * in that language; where nothing is left, nothing is found. Throws request.invalid when nothing is left at all: in English
 * where English calls are among those searched, so that `the` is no search, else in every language that ignores words.
 */
export function planSearch(clauses: Clause[], reduced: ReducedClause[]): SearchPlan {
  const languages = [...new Set(reduced.map(({ language }) => language))];
  const plans = languages.map((language): [string, LanguagePlan] => [
    language,
    planLanguage(language, clauses, reduced),
  ]);
  const asking = plans.filter(([, { required }]) => required.length > 0);
  if (!judges(plans).some((plan) => asking.includes(plan))) throw nothingToFind();
  return {
    tsquery: asking.map(([, { conditions }]) => `(${conditions.join(' & ')})`).join(' | '),
    required: Object.fromEntries(asking.map(([language, { required }]) => [language, required])),
    excluded: Object.fromEntries(asking.map(([language, { excluded }]) => [language, excluded])),
    lines: Object.fromEntries(asking.map(([language, { required }]) => [language, required.flat().map(toPattern)])),
    inexact: asking.some(([, { inexact }]) => inexact),
    marked: Object.fromEntries(asking.map(([language, { marked }]) => [language, marked.join(' | ')])),
  };
}

/** The languages that say whether there is anything to look for. */
function judges<T>(plans: [string, T][]): [string, T][] {
  const english = plans.filter(([language]) => language === 'english');
  const known = plans.filter(([language]) => language !== UNKNOWN_LANGUAGE);
  return [english, known, plans].find(({ length }) => length > 0) ?? [];
}

function planLanguage(language: string, clauses: Clause[], reduced: ReducedClause[]): LanguagePlan {
  const plan: LanguagePlan = { conditions: [], required: [], excluded: [], inexact: false, marked: [] };
  for (const { language: own, clause, line, plain } of reduced) {
    const { kind, excluded } = clauses[clause] as Clause;
    const words = (line ?? '').split(' ').filter((word) => word !== '');
    if (own !== language || (words.length === 0 && plain === null)) continue;
    const asked = kind === 'prefix' ? askPrefix(language, words, plain) : askWords(language, words);
    (excluded ? plan.excluded : plan.required).push(asked.texts);
    if (!excluded || asked.exact) plan.conditions.push(excluded ? `!(${asked.condition})` : asked.condition);
    plan.inexact ||= !asked.exact;
    if (!excluded) plan.marked.push(...asked.marked);
  }
  return plan;
}

interface Asked {
  condition: string;
  texts: string[];
  exact: boolean;
  marked: string[];
}

/** Words that follow each other: one by itself, several by their pairs. */
function askWords(language: string, words: string[]): Asked {
  const spoken = words.filter((word) => word !== '.');
  const texts = [` ${words.join(' ')} `];
  const marked = spoken.map(lexeme);
  if (spoken.length === 1) return { condition: lexeme(`${language}:${spoken[0]}`), texts, exact: true, marked };
  const pairs = pairsOf(words).map((pair) => lexeme(`${language}+${pair}`));
  return { condition: pairs.join(' & '), texts, exact: pairs.length === 1, marked };
}

/** Both as it is reduced and as it is written: `happy*` is to find happy, which is stored as happi. */
function askPrefix(language: string, words: string[], plain: string | null): Asked {
  const stems = [...new Set([words.length === 1 ? words[0] : undefined, plain ?? undefined])].filter(
    (stem) => stem !== undefined,
  );
  const shortest = stems.filter((stem) => !stems.some((other) => other !== stem && stem.startsWith(other)));
  return {
    condition: `(${shortest.map((stem) => `${lexeme(`${language}:${stem}`)}:*`).join(' | ')})`,
    texts: shortest.map((stem) => ` ${stem}`),
    exact: true,
    marked: shortest.map((stem) => `${lexeme(stem)}:*`),
  };
}

/** As they stand in a document: a word, how many places on the next one follows, and that one. */
function pairsOf(words: string[]): string[] {
  const pairs: string[] = [];
  let previous = 0;
  for (let at = 1; at < words.length; at += 1) {
    if (words[at] === '.') continue;
    pairs.push(`${words[previous]} ${at - previous} ${words[at]}`);
    previous = at;
  }
  return pairs;
}

function toPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Quoted for a tsquery. */
function lexeme(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
