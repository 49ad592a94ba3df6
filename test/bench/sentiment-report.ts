import { countWords } from '../../src/modules/calls/sentiment/characters';
import { calibrationError, reliability, Scored } from './sentiment-measures';
import { Ordeal, Speed, WITHOUT_PEER } from './sentiment-speed';

/** One line of the report. `pearson` is null where it is not defined, as for a single utterance. */
export interface Result {
  file: string;
  n: number;
  pearson: number | null;
  macroF1: number;
  calibrationError: number;
  utterancesPerSecond: number;
}

/** Upper bounds in words; the last group takes the rest. */
const LENGTH_BOUNDS = [4, 9, 18, 28, Infinity];

export function printResults(results: Result[]): void {
  printRows([
    ['file', 'n', 'pearson', 'macro-F1', 'calibration error', 'utterances/s'],
    ...results.map((r) => [
      r.file,
      String(r.n),
      r.pearson === null ? '-' : r.pearson.toFixed(3),
      r.macroF1.toFixed(3),
      r.calibrationError.toFixed(3),
      String(r.utterancesPerSecond),
    ]),
  ]);
}

/** How far confidence can be taken at its word, on texts that it was not fitted to. */
export function printReliability(sets: { file: string; unseen: Scored[] }[]): void {
  const pooled = sets.flatMap(({ unseen }) => unseen);
  console.log('\nConfidence and the share of texts whose human label agrees, on the half it was not fitted to');
  printRows([
    ['confidence', 'texts', 'mean', 'agrees'],
    ...reliability(pooled).map(({ from, texts, confidence, agreed }) => [
      `${from.toFixed(1)}-${(from + 0.1).toFixed(1)}`,
      String(texts),
      confidence.toFixed(3),
      agreed.toFixed(3),
    ]),
  ]);
  console.log();
  const groups: [string, Scored[]][] = [
    ['all', pooled],
    ...sets.map(({ file, unseen }): [string, Scored[]] => [file, unseen]),
    ...(['negative', 'neutral', 'positive'] as const).map((label): [string, Scored[]] => [
      label,
      pooled.filter(({ sentiment }) => sentiment.label === label),
    ]),
    ...LENGTH_BOUNDS.map((most, i): [string, Scored[]] => {
      const least = (LENGTH_BOUNDS[i - 1] ?? -1) + 1;
      const isSo = ({ item }: Scored): boolean => countWords(item.text) >= least && countWords(item.text) <= most;
      return [most === Infinity ? `${least} words or more` : `${least}-${most} words`, pooled.filter(isSo)];
    }),
  ];
  printRows([
    ['group', 'texts', 'mean', 'agrees', 'calibration error'],
    ...groups.filter(([, texts]) => texts.length > 0).map(([name, texts]) => [name, ...summary(texts)]),
  ]);
}

function summary(texts: Scored[]): string[] {
  const bins = reliability(texts);
  const mean = (of: (bin: (typeof bins)[number]) => number): string =>
    (bins.reduce((sum, bin) => sum + of(bin) * bin.texts, 0) / texts.length).toFixed(3);
  return [
    String(texts.length),
    mean((bin) => bin.confidence),
    mean((bin) => bin.agreed),
    calibrationError(texts).toFixed(3),
  ];
}

export function printSpeeds(speeds: Speed[]): void {
  console.log('\nUtterances a second, one thread');
  if (speeds.every(({ peer }) => peer === null)) {
    printRows([['words', 'Parley'], ...speeds.map(({ words, parley }) => [String(words), String(parley)])]);
    console.log(WITHOUT_PEER);
    return;
  }
  printRows([
    ['words', 'Parley', 'sentiment (AFINN)', 'Parley / sentiment'],
    ...speeds.map(({ words, parley, peer }) => [
      String(words),
      String(parley),
      String(peer),
      (parley / (peer ?? NaN)).toFixed(2),
    ]),
  ]);
}

/** Linear work takes four times as long for the whole as for the quarter. */
export function printOrdeals(ordeals: Ordeal[]): void {
  console.log('\nMilliseconds for hostile texts');
  printRows([
    ['text', '0.25 MB', '1 MB', 'times'],
    ...ordeals.map(({ name, quarter, whole }) => [
      name,
      quarter.toFixed(1),
      whole.toFixed(1),
      (whole / quarter).toFixed(1),
    ]),
  ]);
}

/** The first column to the left, figures to the right. */
function printRows(rows: string[][]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    console.log(cells.join('  '));
  }
}
