import { createRequire } from 'node:module';
import { countWords } from '../../src/modules/calls/sentiment/characters';
import { LexiconAnalyzer } from '../../src/modules/calls/sentiment/lexicon-analyzer';
import { Item } from './sentiment-items';

/** An unmaintained package that looks words up and does little else: the speed to be measured by. */
const PEER = 'sentiment';
export const WITHOUT_PEER =
  'To compare with the npm package "sentiment" (AFINN), run `npm install --no-save sentiment` first.';
const LENGTHS = [9, 12, 60];
/** Of a pass: few, so that it goes undisturbed now and then. */
const PASS_WORDS = 4_500;
const ORDEALS = {
  'one token': 'x',
  'hyphens without end': 'a-',
  brackets: '((',
  'words that boost': 'very ',
  'words that negate': 'not ',
  'praise and complaint': 'good bad ',
};

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

/** Utterances of each length, scored by both in turns, pass by pass, so that a busy machine slows both alike. */
export function compareSpeeds(items: Item[]): Speed[] {
  const peer = loadPeer();
  return LENGTHS.map((words) => {
    const [ours = 0, theirs] = utterancesPerSecond(textsOf(items, words), peer ? [parley, peer] : [parley], 1.5);
    return { words, parley: ours, peer: theirs ?? null };
  });
}

/** How fast the analyser scores these texts. */
export function speedOf(items: Item[]): number {
  const texts = items.map(({ text }) => text);
  return utterancesPerSecond(texts, [parley], 0.4)[0] ?? 0;
}

/** Passes by each in turn until the time is up; the best pass of each counts, since others only measure neighbours. */
function utterancesPerSecond(texts: string[], analyzers: Analyze[], seconds: number): number[] {
  const best = analyzers.map(() => Infinity);
  const until = process.hrtime.bigint() + BigInt(seconds * 1e9);
  do {
    analyzers.forEach((analyze, i) => {
      best[i] = Math.min(
        best[i] as number,
        nanoseconds(() => texts.forEach((text) => analyze(text))),
      );
    });
  } while (process.hrtime.bigint() < until);
  return best.map((time) => Math.round((texts.length / time) * 1e9));
}

function nanoseconds(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start);
}

/** A text made to be slow, and the milliseconds that it takes: a quarter of a megabyte, and a whole one. */
export interface Ordeal {
  name: string;
  quarter: number;
  whole: number;
}

export function measureOrdeals(): Ordeal[] {
  return Object.entries(ORDEALS).map(([name, pattern]) => {
    const time = (length: number): number => {
      const text = pattern.repeat(length / pattern.length);
      const runs = Array.from({ length: 9 }, () => nanoseconds(() => void analyzer.analyze(text)));
      return Math.min(...runs) / 1e6;
    };
    return { name, quarter: time(250_000), whole: time(1_000_000) };
  });
}

/** Texts of exactly so many words, as they are or, where hardly any is so long, cut from joined ones. */
function textsOf(items: Item[], words: number): string[] {
  const most = PASS_WORDS / words;
  const found = items.filter(({ text }) => countWords(text) === words).map(({ text }) => text);
  if (found.length >= most) return found.slice(0, most);
  const parts = items.flatMap(({ text }) => text.split(' ').filter((part) => countWords(part) === 1));
  const texts: string[] = [];
  for (let at = 0; at + words <= parts.length && texts.length < most; at += words) {
    texts.push(parts.slice(at, at + words).join(' '));
  }
  return texts;
}

function loadPeer(): Analyze | undefined {
  try {
    const Peer = createRequire(__filename)(PEER) as new () => { analyze: Analyze };
    const peer = new Peer();
    return (text) => peer.analyze(text);
  } catch {
    return undefined;
  }
}
