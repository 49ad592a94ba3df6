import {
  ABBREVIATIONS,
  AUXILIARIES,
  BACKCHANNELS,
  FILLER_WORDS,
  LEAD_INS,
  ONE_FACT_BEGINNINGS,
  OPEN_BEGINNINGS,
  PERSONS,
  QUESTION_WORDS,
  SUBJECTS,
} from '../../../src/modules/metrics/formulas/word-lists';

/** How many words a question word may stand before its auxiliary. */
const REACH = 3;

const ALL_BACKCHANNELS = new RegExp(`^(?:(?:${oneOf(BACKCHANNELS)}) )+$`);
const LEADS = new RegExp(`^(?:(?:${oneOf(LEAD_INS)}) )+`);
const OPEN = new RegExp(`^(?:(${oneOf(ONE_FACT_BEGINNINGS)})|${oneOf(OPEN_BEGINNINGS)}) `);
const ASKING_WORD = `(?:${oneOf(QUESTION_WORDS)})`;
const AUXILIARY = `(?:${oneOf(AUXILIARIES)})`;
/** What begins a question when no mark ends it: "do you", "what is", "what's", "what city were you". */
const ASKS = new RegExp(
  `^(?:${AUXILIARY} (?:${oneOf(SUBJECTS)}) |${ASKING_WORD}(?:'[a-z]+| ${AUXILIARY}) |` +
    `${ASKING_WORD} (?:[^ ]+ ){1,${REACH}}${AUXILIARY} (?:${oneOf(PERSONS)}) )`,
);
const MAY_ASK = new RegExp(`${OPEN.source}|${ASKS.source}|^${ASKING_WORD} `);
/** Before a full stop that ends nothing: "Dr.", the initial of a name. "I" is no initial. */
const SHORT = new RegExp(`^(?:[a-hj-z]|${oneOf(ABBREVIATIONS)})$`);
const CLOSERS = `["')\\]”’]*`;

/** Every word in small letters and with a blank behind it, so that "ok" is not found in "okra". */
export function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '')
    .map((word) => `${word} `)
    .join('');
}

export function saysOnlyBackchannels(text: string): boolean {
  return ALL_BACKCHANNELS.test(plainWords(text));
}

/** Of two fillers that begin at one word the longer; the next is looked for behind it. */
export function fillersIn(text: string): number {
  const words = plainWords(text).trimEnd().split(' ');
  let count = 0;
  for (let at = 0; at < words.length; at++) {
    const said = FILLER_WORDS.filter((filler) => `${words.slice(at).join(' ')} `.startsWith(`${filler.words} `));
    const meant = said.filter(({ notAfter }) => at === 0 || !(notAfter ?? []).includes(words[at - 1] ?? ''));
    if (meant.length === 0) continue;
    count++;
    at += Math.max(...meant.map((filler) => filler.words.split(' ').length)) - 1;
  }
  return count;
}

export function questionsIn(text: string): { open: number; closed: number } {
  const kinds = sentencesOf(text).flatMap(({ said, mark }) => {
    const clauses = said
      .split(/[,;:](?=\s|$)/)
      .map((clause) => plainWords(clause).replace(LEADS, ''))
      .filter((clause) => clause !== '');
    const asks = mark === '?' ? plainWords(said) !== '' : mark === '' && clauses.some((clause) => ASKS.test(clause));
    return asks ? [kindOf(clauses)] : [];
  });
  return {
    open: kinds.filter((kind) => kind === 'open').length,
    closed: kinds.filter((kind) => kind === 'closed').length,
  };
}

function kindOf(clauses: string[]): 'open' | 'closed' {
  const deciding = clauses.filter((clause) => MAY_ASK.test(clause)).at(-1);
  const begins = deciding === undefined ? null : OPEN.exec(deciding);
  return begins !== null && begins[1] === undefined ? 'open' : 'closed';
}

/** Cuts behind marks that a blank or the end follows, unless it is the full stop of an abbreviation. */
function sentencesOf(text: string): { said: string; mark: string }[] {
  const sentences = [{ said: '', mark: '' }];
  for (const piece of text.split(new RegExp(`(?<=[.!?…]${CLOSERS})(?=\\s|$)`, 'u'))) {
    const last = sentences.at(-1)!;
    last.said += piece;
    const word = plainWords(piece).trimEnd().split(' ').at(-1) ?? '';
    const marks = new RegExp(`[.!?…]+(?=${CLOSERS}$)`, 'u').exec(piece.trim())?.[0] ?? '';
    const isShort = marks === '.' && SHORT.test(word);
    if (marks === '' || isShort) continue;
    last.mark = marks.includes('?') ? '?' : '.';
    sentences.push({ said: '', mark: '' });
  }
  return sentences.filter(({ said }) => said.trim() !== '');
}

function oneOf(list: readonly string[]): string {
  return [...list].sort((a, b) => b.length - a.length).join('|');
}
