import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LexiconAnalyzer } from '../../src/modules/calls/sentiment/lexicon-analyzer';
import { fitConfidence, renderConfidenceTable, withConfidenceOf } from './sentiment-confidence';
import { Item, ItemError, parseItems } from './sentiment-items';
import { calibrationError, macroF1, pearson, Scored } from './sentiment-measures';

const ROOT = join(__dirname, '../..');
const FIXTURES = ['tweets', 'amazon', 'nyt', 'movie'].map((set) =>
  join(ROOT, `test/fixtures/sentiment/vader_${set}.jsonl`),
);
const TABLE = join(ROOT, 'src/modules/calls/sentiment/confidence-table.ts');
const TIMED_SECONDS = 0.4;
const USAGE = 'Usage: npm run bench:sentiment -- [--json | --fit] [FILE.jsonl ...]';

/** One line of the report. `pearson` is null where it is not defined, as for a single utterance. */
interface Result {
  file: string;
  n: number;
  pearson: number | null;
  macroF1: number;
  calibrationError: number;
  utterancesPerSecond: number;
}

const analyzer = new LexiconAnalyzer();

function main(args: string[]): void {
  const options = args.filter((arg) => arg.startsWith('--'));
  const unknown = options.find((option) => option !== '--json' && option !== '--fit');
  if (unknown) throw new ItemError(`Unknown option ${unknown}. ${USAGE}`);
  const named = args.filter((arg) => !arg.startsWith('--'));
  const files = named.length > 0 ? named : FIXTURES;
  const sets = files.map((file) => ({ file: named.length > 0 ? file : relative(ROOT, file), items: readItems(file) }));
  if (options.includes('--fit')) return fit(sets);
  const results = sets.map(({ file, items }) => measure(file, items));
  if (options.includes('--json')) for (const result of results) console.log(JSON.stringify(result));
  else printTable(results);
}

function readItems(file: string): Item[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ItemError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
  return parseItems(file, content);
}

function scoreAll(items: Item[]): Scored[] {
  return items.map((item) => ({ item, sentiment: analyzer.analyze(item.text) }));
}

function measure(file: string, items: Item[]): Result {
  const scored = scoreAll(items);
  return {
    file,
    n: items.length,
    pearson: pearson(scored),
    macroF1: macroF1(scored),
    calibrationError: calibrationError(scored),
    utterancesPerSecond: throughput(items),
  };
}

/** Whole passes over the set until enough time has passed; the best pass counts, since others only measure neighbours. */
function throughput(items: Item[]): number {
  let best = Infinity;
  const until = process.hrtime.bigint() + BigInt(TIMED_SECONDS * 1e9);
  do {
    const start = process.hrtime.bigint();
    for (const item of items) analyzer.analyze(item.text);
    best = Math.min(best, Number(process.hrtime.bigint() - start));
  } while (process.hrtime.bigint() < until);
  return Math.round((items.length / best) * 1e9);
}

/** Learns the confidence table from even-indexed items, checks it on odd ones and writes it. */
function fit(sets: { file: string; items: Item[] }[]): void {
  const scored = sets.map(({ items }) => scoreAll(items));
  const half = (set: Scored[], parity: number): Scored[] => set.filter((_, index) => index % 2 === parity);
  const table = fitConfidence(scored.map((set) => half(set, 0)));
  writeFileSync(TABLE, renderConfidenceTable(table));
  console.log(`Wrote ${relative(ROOT, TABLE)}. Calibration error on the items it did not see:`);
  sets.forEach(({ file }, index) => {
    const unseen = half(scored[index] ?? [], 1).map((s) => withConfidenceOf(table, s));
    if (unseen.length > 0) console.log(`${file}  ${calibrationError(unseen).toFixed(3)}`);
  });
}

function printTable(results: Result[]): void {
  const width = Math.max(4, ...results.map(({ file }) => file.length));
  console.log(`${'file'.padEnd(width)}       n  pearson  macro-F1  calibration error  utterances/s`);
  for (const r of results) {
    const figures = [
      String(r.n).padStart(6),
      (r.pearson === null ? '-' : r.pearson.toFixed(3)).padStart(7),
      r.macroF1.toFixed(3).padStart(8),
      r.calibrationError.toFixed(3).padStart(17),
      String(r.utterancesPerSecond).padStart(12),
    ];
    console.log(`${r.file.padEnd(width)}  ${figures.join('  ')}`);
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ItemError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
