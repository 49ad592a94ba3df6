import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countWords } from './characters';
import { fitConfidence, isForFitting, renderConfidenceTable } from '../../../../test/bench/sentiment-confidence';
import { calibrationError, macroF1, pearson, reliability, Scored } from '../../../../test/bench/sentiment-measures';
import { ratedSets, scoreAll } from '../../../../test/bench/sentiment-sets';

/** A little below what was measured, so that a real loss fails and a harmless change of one word does not. */
const FLOORS = [
  { set: 'tweets', leastPearson: 0.87, leastMacroF1: 0.7, mostCalibrationError: 0.06 },
  { set: 'amazon', leastPearson: 0.65, leastMacroF1: 0.54, mostCalibrationError: 0.03 },
  { set: 'nyt', leastPearson: 0.51, leastMacroF1: 0.52, mostCalibrationError: 0.065 },
  { set: 'movie', leastPearson: 0.5, leastMacroF1: 0.43, mostCalibrationError: 0.05 },
];
/** What confidence may be off by in a bin, and the texts that a bin needs for chance to stay below that. */
const MOST_OFF = 0.03;
const ENOUGH_TEXTS = 500;

const rated = ratedSets().map(({ file, items }) => ({ file, scored: scoreAll(items) }));
const all = rated.flatMap(({ scored }) => scored);
const unseenOf = (scored: Scored[]): Scored[] => scored.filter((s) => !isForFitting(s));

describe.each(FLOORS)('human ratings of $set', ({ set, leastPearson, leastMacroF1, mostCalibrationError }) => {
  const { scored } = rated.find(({ file }) => file.endsWith(`vader_${set}.jsonl`))!;

  it('go with the scores', () => expect(pearson(scored)).toBeGreaterThan(leastPearson));

  it('go with the labels', () => expect(macroF1(scored)).toBeGreaterThan(leastMacroF1));

  it('agree about as often as the confidence says, on texts it was not fitted to', () => {
    expect(calibrationError(unseenOf(scored))).toBeLessThan(mostCalibrationError);
  });
});

describe('confidence', () => {
  const unseen = unseenOf(all);

  it('is fitted to one half of the texts, and no source has texts in both', () => {
    const fitting = all.filter(isForFitting);
    expect(Math.abs(fitting.length / all.length - 0.5)).toBeLessThan(0.01);
    for (const { scored } of rated) {
      const sources = new Set(scored.filter(isForFitting).map(({ item }) => item.source));
      expect(unseenOf(scored).some(({ item }) => sources.has(item.source))).toBe(false);
    }
  });

  it('stands in the table as the fitting half gives it', () => {
    const committed = readFileSync(join(__dirname, 'confidence-table.ts'), 'utf8');
    expect(renderConfidenceTable(fitConfidence(all.filter(isForFitting)))).toBe(committed);
  });

  it('is the share that agrees, in every bin that holds enough unseen texts', () => {
    const bins = reliability(unseen).filter(({ texts }) => texts >= ENOUGH_TEXTS);
    expect(bins.length).toBeGreaterThanOrEqual(7);
    expect(bins.filter(({ confidence, agreed }) => Math.abs(confidence - agreed) > MOST_OFF)).toEqual([]);
    expect(calibrationError(unseen)).toBeLessThan(0.015);
  });

  it('is the share that agrees, for short and for long texts', () => {
    const upTo = (most: number) => unseen.filter(({ item }) => countWords(item.text) <= most);
    expect(calibrationError(upTo(9))).toBeLessThan(0.03);
    expect(calibrationError(unseen.filter(({ item }) => countWords(item.text) > 18))).toBeLessThan(0.03);
  });

  it('tells texts apart', () => {
    const shares = reliability(unseen);
    expect(shares[0]?.agreed).toBeLessThan(0.1);
    expect(shares.at(-1)?.agreed).toBeGreaterThan(0.9);
  });
});
