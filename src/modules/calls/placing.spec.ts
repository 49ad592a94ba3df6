import { NewUtterance } from './new-call';
import { identifyAll, place, placeAll, prepare, scoreAll } from './placing';
import { LexiconAnalyzer } from './sentiment/lexicon-analyzer';
import { emptyStreamState, Speaker } from './sentiment/rolling';

const TEXTS = ['I am very happy with this.', 'This is terrible, I want a refund.', 'Okay.', 'good '.repeat(3_000)];
const SPEAKERS: Speaker[] = ['agent', 'customer', 'other'];

const utterances = Array.from({ length: 2_000 }, (_, index): NewUtterance => ({
  ...{ seq: index + 1, speaker: SPEAKERS[index % 3] ?? 'other', startMs: index * 1_000, endMs: index * 1_000 + 900 },
  ...{ text: TEXTS[index % 7] ?? `Utterance ${index}`, words: null, vendorSentiment: null },
}));

describe('a whole call', () => {
  it('is scored and placed in slices as it would be at once', async () => {
    const analyzer = new LexiconAnalyzer();
    const atOnce = prepare(analyzer, utterances);
    const inTurns = await scoreAll(analyzer, await identifyAll(utterances));
    expect(inTurns).toEqual(atOnce);
    expect(await placeAll(inTurns)).toEqual(place({ state: emptyStreamState(), lastPosition: 0 }, atOnce));
  });

  it('lets others be answered while it is scored', async () => {
    const analyzer = new LexiconAnalyzer();
    let turns = 0;
    const others = setInterval(() => (turns += 1), 0);
    await scoreAll(analyzer, await identifyAll(utterances));
    clearInterval(others);
    expect(turns).toBeGreaterThan(10);
  });
});
