import { mayAsk, sentencesOf } from './sentences';
import * as lists from './word-lists';
import { spokenWords } from './words';

export interface Questions {
  open: number;
  closed: number;
}

const leadIns = new Set(lists.LEAD_INS);
const questionWords = new Set(lists.QUESTION_WORDS);
const auxiliaries = new Set(lists.AUXILIARIES);
const subjects = new Set(lists.SUBJECTS);
const persons = new Set(lists.PERSONS);
const openBeginnings = new Set(lists.OPEN_BEGINNINGS);
const oneFactBeginnings = new Set(lists.ONE_FACT_BEGINNINGS);
const beginnings = [...lists.OPEN_BEGINNINGS, ...lists.ONE_FACT_BEGINNINGS];
const LONGEST_BEGINNING = Math.max(...beginnings.map((entry) => entry.split(' ').length));
const firstWords = new Set(beginnings.map((entry) => entry.split(' ')[0]));
/** So far from the question word is its auxiliary looked for: "what kind of card do you have". */
const INVERSION_REACH = 5;
const CLAUSE_ENDS = /[,;:—–]/;

/**
 * The questions of a text. A sentence is one when it ends on a question mark, or ends on no mark at all and one of its
 * clauses begins as a question does: an auxiliary before its subject ("do you"), a question word before an auxiliary or
 * contracted with one ("what is", "what's"), or with at most three words between and a person behind it ("what city were
 * you"). Clauses end at commas, semicolons, colons and dashes; words like "okay" and "so" at their beginning are passed
 * over. The kind is told by the last clause that begins on a question word, a listed beginning or an auxiliary before its
 * subject: open when on what, why, how, "tell me" and the like, closed when on "how many" and the like, or else.
 */
export function questionsIn(text: string): Questions {
  const found = { open: 0, closed: 0 };
  if (!mayAsk(text)) return found;
  for (const sentence of sentencesOf(text)) {
    if (sentence.mark === 'other') continue;
    const clauses = clausesOf(sentence.text);
    const asks = sentence.mark === 'question' ? clauses.length > 0 : clauses.some(isInverted);
    if (asks) found[kindOf(clauses)] += 1;
  }
  return found;
}

/** The words of each clause, without what is said before a question; those that have none left are left out. */
function clausesOf(sentence: string): string[][] {
  const clauses = sentence
    .split(CLAUSE_ENDS)
    .map(spokenWords)
    .filter(({ length }) => length > 0);
  return clauses.map(withoutLeadIns);
}

function withoutLeadIns(words: string[]): string[] {
  const first = words.findIndex((word) => !leadIns.has(word));
  return first < 0 ? [] : words.slice(first);
}

function kindOf(clauses: string[][]): keyof Questions {
  const asking = clauses.findLast((words) => isQuestionWord(words[0]) || isInverted(words) || beginning(words) !== '');
  return asking !== undefined && openBeginnings.has(beginning(asking)) ? 'open' : 'closed';
}

/** The longest listed beginning, or nothing. */
function beginning(words: string[]): string {
  if (!firstWords.has(words[0])) return '';
  for (let length = Math.min(LONGEST_BEGINNING, words.length); length > 0; length--) {
    const start = words.slice(0, length).join(' ');
    if (openBeginnings.has(start) || oneFactBeginnings.has(start)) return start;
  }
  return '';
}

function isInverted(words: string[]): boolean {
  const [first = '', second = ''] = words;
  if (auxiliaries.has(first)) return subjects.has(second);
  if (!isQuestionWord(first)) return false;
  if (auxiliaries.has(second) || first.includes("'")) return true;
  return words.slice(1, INVERSION_REACH).some((word, i) => auxiliaries.has(word) && persons.has(words[i + 2] ?? ''));
}

/** Also with an auxiliary drawn to it: "what's". */
function isQuestionWord(word = ''): boolean {
  const apostrophe = word.indexOf("'");
  return questionWords.has(apostrophe < 0 ? word : word.slice(0, apostrophe));
}
