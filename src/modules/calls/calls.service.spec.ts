import { CallsService } from './calls.service';
import { NewCall, NewUtterance } from './new-call';
import { SentimentAnalyzer } from './sentiment/sentiment-analyzer';

/** Neither scores nor reads anything: whatever is refused later than it should be fails in another way. */
class NoAnalyzer extends SentimentAnalyzer {
  readonly id = 'none';

  analyze(): never {
    throw new Error('scored before it was measured');
  }
}

const nothing = undefined as never;
const calls = new CallsService(nothing, nothing, nothing, new NoAnalyzer(), nothing, nothing);

const utterances = (count: number, text: string): NewUtterance[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ seq: index + 1, speaker: 'agent', startMs: null, endMs: null, text, words: null, vendorSentiment: null },
  }));
const call = (list: NewUtterance[]) => ({ externalId: 'long', utterances: list }) as NewCall;

describe.each([
  ['characters', utterances(101, 'a-'.repeat(10_000)), '2000000 characters'],
  ['utterances', utterances(20_001, 'a'), '20000 utterances'],
])('a call of too many %s', (_, list, told) => {
  it.each([
    ['created', () => calls.create(call(list), 'api')],
    ['rehearsed', () => calls.rehearse(call(list))],
    ['appended to', () => calls.append('0199a1a2-0000-7000-8000-000000000000', list)],
  ])('is refused before it is scored when it is %s', async (_, attempt) => {
    const refusal = { type: { code: 'calls.too_long' }, message: expect.stringContaining(told) as string };
    await expect(attempt()).rejects.toMatchObject(refusal);
  });
});
