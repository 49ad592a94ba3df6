import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseItems } from '../../../../test/bench/sentiment-items';
import { calibrationError, macroF1, pearson } from '../../../../test/bench/sentiment-measures';
import { LexiconAnalyzer } from './lexicon-analyzer';

const analyzer = new LexiconAnalyzer();

/** A little below what was measured, so that a real loss fails and a harmless change of one word does not. */
const FLOORS = [
  { set: 'tweets', leastPearson: 0.87, leastMacroF1: 0.7, mostCalibrationError: 0.11 },
  { set: 'amazon', leastPearson: 0.65, leastMacroF1: 0.54, mostCalibrationError: 0.05 },
  { set: 'nyt', leastPearson: 0.51, leastMacroF1: 0.52, mostCalibrationError: 0.11 },
  { set: 'movie', leastPearson: 0.5, leastMacroF1: 0.43, mostCalibrationError: 0.11 },
];

describe.each(FLOORS)('human ratings of $set', ({ set, leastPearson, leastMacroF1, mostCalibrationError }) => {
  const file = join(__dirname, `../../../../test/fixtures/sentiment/vader_${set}.jsonl`);
  const items = parseItems(file, readFileSync(file, 'utf8'));
  const scored = items.map((item) => ({ item, sentiment: analyzer.analyze(item.text) }));

  it('go with the scores', () => expect(pearson(scored)).toBeGreaterThan(leastPearson));

  it('go with the labels', () => expect(macroF1(scored)).toBeGreaterThan(leastMacroF1));

  it('agree about as often as the confidence says, on items it was not learnt from', () => {
    const unseen = scored.filter((_, index) => index % 2 === 1);
    expect(calibrationError(unseen)).toBeLessThan(mostCalibrationError);
  });
});
