import { countWords } from '../../src/modules/calls/sentiment/characters';
import { LexiconAnalyzer } from '../../src/modules/calls/sentiment/lexicon-analyzer';
import { Item } from './sentiment-items';

/** An unmaintained package that looks words up and does little else: the speed to be measured by. */
const PEER = 'sentiment';
export const WITHOUT_PEER =
  'To compare with the npm package "sentiment" (AFINN), run `npm install --no-save sentiment` first.';
const LENGTHS = [9, 12, 60];
const MOST_TEXTS = 1_000;
const ROUNDS = 3;
const ROUND_SECONDS = 0.3;

export interface Speed {
  words: number;
  /** Utterances a second, one thread, the best of several rounds. */
  parley: number;
  /** The same texts by the npm package `sentiment`; null when it is not installed. */
  peer: number | null;
}

type Analyze = (text: string) => unknown;

const analyzer = new LexiconAnalyzer();
const parley: Analyze = (text) => analyzer.analyze(text);

/** Utterances of each length, scored by both in turns, so that a busy machine slows both. */
export function compareSpeeds(items: Item[]): Speed[] {
  const peer = loadPeer();
  return LENGTHS.map((words) => {
    const texts = textsOf(items, words);
    const best = { parley: 0, peer: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      best.parley = Math.max(best.parley, utterancesPerSecond(texts, parley, ROUND_SECONDS));
      if (peer) best.peer = Math.max(best.peer, utterancesPerSecond(texts, peer, ROUND_SECONDS));
    }
    return { words, parley: best.parley, peer: peer ? best.peer : null };
  });
}

/** Whole passes until the time is up; the best pass counts, since others only measure neighbours. */
export function utterancesPerSecond(texts: string[], analyze: Analyze = parley, seconds = 0.4): number {
  let best = Infinity;
  const until = process.hrtime.bigint() + BigInt(seconds * 1e9);
  do {
    const start = process.hrtime.bigint();
    for (const text of texts) analyze(text);
    best = Math.min(best, Number(process.hrtime.bigint() - start));
  } while (process.hrtime.bigint() < until);
  return Math.round((texts.length / best) * 1e9);
}

/** Texts of exactly so many words, as they are or, where hardly any is so long, cut from joined ones. */
function textsOf(items: Item[], words: number): string[] {
  const found = items.filter(({ text }) => countWords(text) === words).map(({ text }) => text);
  if (found.length >= MOST_TEXTS / 2) return found.slice(0, MOST_TEXTS);
  const parts = items.flatMap(({ text }) => text.split(' ').filter((part) => countWords(part) === 1));
  const texts: string[] = [];
  for (let at = 0; at + words <= parts.length && texts.length < MOST_TEXTS; at += words) {
    texts.push(parts.slice(at, at + words).join(' '));
  }
  return texts;
}

function loadPeer(): Analyze | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const Peer = require(PEER) as new () => { analyze: Analyze };
    const peer = new Peer();
    return (text) => peer.analyze(text);
  } catch {
    return undefined;
  }
}
