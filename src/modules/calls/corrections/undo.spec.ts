import * as fc from 'fast-check';
import { CallDetails, ScoredText } from '../entities/call-version.entity';
import { Speaker } from '../sentiment/rolling';
import { planDetails } from './details';
import { CallContent, Correction, otherSide, undo } from './undo';

type Step =
  | { kind: 'append'; speaker: Speaker; text: string }
  | { kind: 'utterance'; at: number; text: string }
  | { kind: 'details'; given: Partial<CallDetails> }
  | { kind: 'swap' };

const speaker = fc.constantFrom<Speaker>('agent', 'customer', 'other');
const text = fc.string({ minLength: 1, maxLength: 5 });
const details = fc.record(
  {
    tags: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
    customer: fc.option(fc.constantFrom('Ann', 'Bob')),
    metadata: fc.dictionary(fc.constantFrom('x', 'y'), fc.integer({ min: 0, max: 2 }), { maxKeys: 2 }),
  },
  { requiredKeys: [] },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('append' as const), speaker, text }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('utterance' as const), at: fc.nat(), text }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('details' as const), given: details }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'swap' as const }) },
);

const scored = (words: string): ScoredText => ({
  ...{ text: words, analyzer: 'test.v1', score: words.length, confidence: 1, label: 'neutral' },
});

/** A call that is corrected the plain way: by changing everything, and keeping a copy of every version. */
class Model {
  content: CallContent = {
    details: { tags: [], customer: null, metadata: {} },
    sentiment: {
      ...{
        sentimentOverall: 0,
        sentimentAgent: null,
        sentimentCustomer: null,
        sentimentTrend: null,
        sentimentShift: 0,
      },
    },
    lastPosition: 0,
    utterances: [],
  };
  readonly versions: CallContent[] = [];
  readonly log: Correction[] = [];

  take(one: Step): void {
    const { content } = this;
    if (one.kind === 'append') this.append(one);
    if (one.kind === 'swap') {
      this.correct({ kind: 'swap', seq: null }, {});
      this.content.utterances.forEach((row) => (row.speaker = otherSide(row.speaker)));
    }
    if (one.kind === 'details') {
      const plan = planDetails(content.details, one.given);
      if (!plan) return;
      this.correct({ kind: 'details', seq: null }, { details: plan.before });
      this.content.details = plan.after;
    }
    const row = one.kind === 'utterance' ? content.utterances[one.at % content.utterances.length] : undefined;
    if (one.kind === 'utterance' && row) {
      const { analyzer, score, confidence, label } = row;
      const before = { text: row.text, analyzer, score, confidence, label };
      this.correct({ kind: 'utterance', seq: row.seq }, { utterance: before });
      Object.assign(row, scored(one.text));
    }
  }

  private append({ speaker: who, text: words }: Extract<Step, { kind: 'append' }>): void {
    this.content.lastPosition += 1;
    const position = this.content.lastPosition;
    // Any numbers will do, as long as they are not those of the positions.
    const seq = 7 + 3 * position;
    this.content.utterances.push({ seq, position, speaker: who, startMs: null, endMs: null, ...scored(words) });
    this.content.sentiment = { ...this.content.sentiment, sentimentOverall: position };
  }

  private correct(
    { kind, seq }: Pick<Correction, 'kind' | 'seq'>,
    before: Omit<Correction['before'], 'sentiment'>,
  ): void {
    const { lastPosition, sentiment } = this.content;
    this.versions.push(structuredClone(this.content));
    const version = this.versions.length;
    this.log.push(structuredClone({ version, lastPosition, kind, seq, before: { sentiment, ...before } }));
    this.content.sentiment = { ...sentiment, sentimentAgent: version };
  }
}

function history(steps: Step[]): Model {
  const model = new Model();
  steps.forEach((one) => model.take(one));
  return model;
}

/** What suffices: of each part the oldest, swaps by pairs less, and the one of the version itself. */
function fewest(log: Correction[]): Correction[] {
  const seen = new Set<unknown>();
  const swaps = log.filter(({ kind }) => kind === 'swap');
  const spared = new Set(swaps.length % 2 === 0 ? swaps.slice(1, -1) : swaps.slice(1));
  return log.filter((one, index) => {
    const parts = one.kind === 'details' ? Object.keys(one.before.details ?? {}) : [one.seq];
    const isNew = one.kind === 'swap' ? !spared.has(one) : parts.some((part) => !seen.has(part));
    parts.forEach((part) => seen.add(part));
    return isNew || index === 0;
  });
}

describe('undoing corrections', () => {
  const histories = fc.array(step, { maxLength: 40 }).map(history);

  it('brings back every version of any history as it was', () => {
    fc.assert(
      fc.property(histories, ({ content, versions, log }) => {
        const before = structuredClone(content);
        versions.forEach((snapshot, index) => expect(undo(content, log.slice(index))).toEqual(snapshot));
        expect(undo(content, [])).toBe(content);
        expect(content).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it('needs of each part the oldest only, in any order', () => {
    const shuffled = histories.chain((model) =>
      fc.record({ model: fc.constant(model), keys: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }) }),
    );
    fc.assert(
      fc.property(shuffled, ({ model: { content, versions, log }, keys }) => {
        versions.forEach((snapshot, index) => {
          const rows = fewest(log.slice(index)).sort((a, b) => (keys[a.version] ?? 0) - (keys[b.version] ?? 0));
          expect(undo(content, rows)).toEqual(snapshot);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('is quick over a call of 20,000 utterances that were all corrected', () => {
    const steps: Step[] = Array.from({ length: 20_000 }, () => ({ kind: 'append', speaker: 'agent', text: 'a' }));
    const model = history(steps);
    const sentiment = model.content.sentiment;
    const log = model.content.utterances.map(({ seq }, index): Correction => {
      const before = { sentiment, utterance: scored(`was ${index}`) };
      return { version: index + 1, lastPosition: 20_000, kind: 'utterance', seq, before };
    });
    const began = performance.now();
    expect(undo(model.content, log).utterances[19_999]?.text).toBe('was 19999');
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
