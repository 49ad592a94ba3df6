import * as fc from 'fast-check';
import { MAX_CALL_MS } from '../limits';
import {
  advance,
  callSentiment,
  countWords,
  emptyStreamState,
  ROLLING_HALF_LIFE_MS,
  ScoredUtterance,
  Speaker,
  StreamState,
  transcriptTrend,
  Trend,
} from './rolling';

const TURN_MS = 5_000;

function turn(seq: number, speaker: Speaker, score: number, timed = true): ScoredUtterance {
  const startMs = timed ? seq * TURN_MS : null;
  return {
    seq,
    speaker,
    startMs,
    endMs: startMs === null ? null : startMs + 4_000,
    words: 10,
    scoreE4: score * 10_000,
  };
}

function run(utterances: ScoredUtterance[]): { state: StreamState; trends: Trend[]; last: ReturnType<typeof advance> } {
  let last = { state: emptyStreamState() } as ReturnType<typeof advance>;
  const trends: Trend[] = [];
  for (const u of utterances) {
    last = advance(last.state, u);
    trends.push(last.trend);
  }
  return { state: last.state, trends, last };
}

/** A talk in which customer and agent alternate, the customer with these scores. */
function talk(scores: number[], timed = true): ScoredUtterance[] {
  return scores.flatMap((score, i) => [turn(2 * i + 1, 'agent', 0, timed), turn(2 * i + 2, 'customer', score, timed)]);
}

const speaker = fc.constantFrom<Speaker>('agent', 'customer', 'other');
const score = fc.integer({ min: -10_000, max: 10_000 });
const words = fc.integer({ min: 0, max: 80 });
const times = fc.tuple(fc.integer({ min: 0, max: 3_600_000 }), fc.integer({ min: 0, max: 60_000 }));
const timedUtterance = fc
  .record({ speaker, words, scoreE4: score, times })
  .map(({ times: [startMs, lengthMs], ...rest }) => ({ seq: 0, startMs, endMs: startMs + lengthMs, ...rest }));
const untimedUtterance = fc
  .record({ speaker, words, scoreE4: score })
  .map((rest) => ({ seq: 0, startMs: null, endMs: null, ...rest }));
const numbered = (list: ScoredUtterance[]): ScoredUtterance[] => list.map((u, i) => ({ ...u, seq: i + 1 }));
const timedCall = fc.array(timedUtterance, { maxLength: 40 }).map(numbered);
const anyCall = fc.array(fc.oneof(timedUtterance, untimedUtterance), { maxLength: 40 }).map(numbered);
const shuffled = (call: fc.Arbitrary<ScoredUtterance[]>): fc.Arbitrary<[ScoredUtterance[], ScoredUtterance[]]> =>
  call.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));

/** Weighted mean by big integers, halves away from zero; null without weight. */
function exactMean(list: ScoredUtterance[], weigh: (u: ScoredUtterance) => number): number | null {
  let weight = 0n;
  let total = 0n;
  for (const u of list) {
    weight += BigInt(weigh(u));
    total += BigInt(weigh(u)) * BigInt(u.scoreE4);
  }
  if (weight === 0n) return null;
  const size = ((total < 0n ? -total : total) * 2n + weight) / (weight * 2n);
  return Number(total < 0n ? -size : size) / 10_000 + 0;
}

function naiveSentiment(list: ScoredUtterance[]): ReturnType<typeof callSentiment> {
  const timed = list.every((u) => u.startMs !== null && u.endMs !== null);
  const mean = (part: ScoredUtterance[]): number | null => {
    const byTime = timed ? exactMean(part, (u) => Number(u.endMs) - Number(u.startMs)) : null;
    return byTime ?? exactMean(part, (u) => u.words);
  };
  return {
    overall: mean(list),
    agent: mean(list.filter((u) => u.speaker === 'agent')),
    customer: mean(list.filter((u) => u.speaker === 'customer')),
  };
}

describe('the sentiment of a call', () => {
  it('equals the exact weighted mean, in whatever order the utterances came', () => {
    fc.assert(
      fc.property(shuffled(fc.oneof(timedCall, anyCall)), ([inOrder, arrived]) => {
        expect(callSentiment(run(arrived).state)).toEqual(naiveSentiment(inOrder));
      }),
    );
  });

  it('weighs by speech time when every utterance is timed', () => {
    const long = { ...turn(1, 'customer', 1), startMs: 0, endMs: 3_000 };
    const short = { ...turn(2, 'customer', -1), startMs: 3_000, endMs: 4_000 };
    expect(callSentiment(run([long, short]).state)).toEqual({ overall: 0.5, agent: null, customer: 0.5 });
  });

  it('weighs the whole call by words as soon as one utterance is untimed', () => {
    const long = { ...turn(1, 'customer', 1), startMs: 0, endMs: 3_000 };
    const untimed = turn(2, 'agent', 0, false);
    const short = { ...turn(3, 'customer', -1), startMs: 3_000, endMs: 4_000 };
    expect(callSentiment(run([long, untimed, short]).state)).toEqual({ overall: 0, agent: 0, customer: 0 });
  });

  it('falls back to words when no time was spent', () => {
    const instant = { ...turn(1, 'customer', 0.5), startMs: 10, endMs: 10 };
    expect(callSentiment(run([instant]).state).customer).toBe(0.5);
  });

  it('is unknown when nothing was said', () => {
    const silent = { ...turn(1, 'agent', 0.5, false), words: 0 };
    expect(callSentiment(emptyStreamState())).toEqual({ overall: null, agent: null, customer: null });
    expect(callSentiment(run([silent]).state)).toEqual({ overall: null, agent: null, customer: null });
  });
});

describe('the rolling score', () => {
  it('is null until that speaker has spoken', () => {
    expect(run([turn(1, 'agent', 0.4)]).last.rolling).toEqual({ agent: 0.4, customer: null });
    expect(run([turn(1, 'other', 0.4)]).last.rolling).toEqual({ agent: null, customer: null });
  });

  it('halves the weight of speech one half-life ago', () => {
    const first = { ...turn(1, 'customer', 1), startMs: 0, endMs: 1_000 };
    const second = { ...turn(2, 'customer', 0), startMs: 30_000, endMs: 1_000 + ROLLING_HALF_LIFE_MS };
    expect(run([first, second]).last.rolling.customer).toBe(0.3333);
  });

  it('fades without timings as words pass', () => {
    const scores = [1, 0, 0, 0, 0, 0].map((value, i) => turn(i + 1, 'customer', value, false));
    const values = scores.map((_, i) => run(scores.slice(0, i + 1)).last.rolling.customer ?? 0);
    for (let i = 1; i < values.length; i++) expect(values[i]).toBeLessThan(values[i - 1] as number);
    expect(values[5]).toBeLessThan(1 / 6);
  });

  it('lets a few words weigh less than many', () => {
    const many = { ...turn(1, 'customer', 1), words: 30 };
    const few = { ...turn(1, 'customer', -1), words: 1 };
    expect(run([many, few]).last.rolling.customer).toBeGreaterThan(0.8);
  });

  it('comes out the same whatever order timed utterances arrive in', () => {
    fc.assert(
      fc.property(shuffled(timedCall), ([inOrder, arrived]) => {
        fc.pre(inOrder.length > 0);
        const expected = run(inOrder).last.rolling;
        const actual = run(arrived).last.rolling;
        expect(Math.abs((actual.customer ?? 0) - (expected.customer ?? 0))).toBeLessThanOrEqual(0.0001);
        expect(actual.customer === null).toBe(expected.customer === null);
      }),
    );
  });

  it('stays within the scores it has seen, for any arrival, and survives JSON', () => {
    fc.assert(
      fc.property(anyCall, (call) => {
        let state = emptyStreamState();
        call.forEach((u, i) => {
          const step = advance(state, u);
          const own = call.slice(0, i + 1).filter((other) => other.speaker === 'customer');
          if (own.length > 0) {
            expect(step.rolling.customer).toBeGreaterThanOrEqual(Math.min(...own.map((o) => o.scoreE4)) / 10_000);
            expect(step.rolling.customer).toBeLessThanOrEqual(Math.max(...own.map((o) => o.scoreE4)) / 10_000);
          }
          const carried = JSON.parse(JSON.stringify(step.state)) as StreamState;
          expect(carried).toEqual(step.state);
          state = carried;
        });
      }),
    );
  });

  it('does not change the state it was given', () => {
    const state = run(talk([0.5, -0.5])).state;
    const before = JSON.stringify(state);
    advance(state, turn(9, 'customer', 1));
    expect(JSON.stringify(state)).toBe(before);
  });

  it.each([
    ['times that run backwards', { startMs: 5_000, endMs: 1_000 }],
    ['times that are not numbers', { startMs: NaN, endMs: Infinity }],
    ['times before the call', { startMs: -10, endMs: 5 }],
    ['times beyond a day', { startMs: 0, endMs: MAX_CALL_MS + 1 }],
    ['half a time', { startMs: 0, endMs: null }],
    ['words that are not a number', { words: NaN }],
    ['a score out of range', { scoreE4: 1e9 }],
  ])('stays finite for %s', (_, broken) => {
    const { last, state } = run([...talk([0.2]), { ...turn(3, 'customer', 0.5), ...broken }, ...talk([0.1])]);
    expect(last.rolling.customer).toBeGreaterThanOrEqual(-1);
    expect(last.rolling.customer).toBeLessThanOrEqual(1);
    expect(callSentiment(state).overall).toBeLessThanOrEqual(1);
    expect(Object.values(state.everyone.speech).every(Number.isSafeInteger)).toBe(true);
  });

  it('keeps the state of a long call small', () => {
    const call = talk(Array.from({ length: 2_000 }, (_, i) => Math.sin(i)));
    expect(JSON.stringify(run(call).state).length).toBeLessThan(1_200);
  });
});

describe('the trend', () => {
  const noise = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 0.3 : -0.3));

  it.each([true, false])('is steady on a neutral call (timed: %s)', (timed) => {
    expect(new Set(run(talk(new Array<number>(40).fill(0), timed)).trends)).toEqual(new Set(['steady']));
    expect(new Set(run(talk(new Array<number>(40).fill(0.6), timed)).trends)).toEqual(new Set(['steady']));
  });

  it.each([true, false])('does not flap on scores that swing about zero (timed: %s)', (timed) => {
    expect(new Set(run(talk(noise, timed)).trends.slice(10))).toEqual(new Set(['steady']));
  });

  it.each([true, false])('follows the customer up and down (timed: %s)', (timed) => {
    const up = [-0.6, -0.5, -0.5, -0.3, 0, 0.2, 0.5, 0.6];
    expect(run(talk(up, timed)).last.trend).toBe('improving');
    expect(run(talk([...up].reverse(), timed)).last.trend).toBe('declining');
  });

  it('changes once on one change of mood', () => {
    const { trends } = run(talk([...new Array<number>(20).fill(-0.5), ...new Array<number>(20).fill(0.5)]));
    const changes = trends.filter((trend, i) => i > 0 && trend !== trends[i - 1]);
    expect(changes[0]).toBe('improving');
    expect(changes.length).toBeLessThanOrEqual(2);
  });

  it('sees the turn of a call of half a minute', () => {
    const short = [-0.5, 0.5, 0.5].map((value, i) => ({
      ...turn(i + 1, 'customer', value),
      startMs: i * 10_000,
      endMs: i * 10_000 + 4_000,
    }));
    expect(run(short).last.trend).toBe('improving');
  });

  it("is the customer's, whatever the agent feels", () => {
    const agentFalls = [1, 1, 1, -1, -1, -1].flatMap((value, i) => [
      turn(2 * i + 1, 'agent', value),
      turn(2 * i + 2, 'customer', 0.1),
    ]);
    expect(run(agentFalls).last.trend).toBe('steady');
  });

  it('waits for three utterances', () => {
    expect(run([turn(1, 'customer', -1), turn(20, 'customer', 1)]).last.trend).toBe('steady');
  });

  it("is everyone's while the customer has hardly spoken", () => {
    const agentOnly = [-1, -1, -1, 0.5, 1, 1].map((value, i) => turn(i + 1, 'agent', value));
    expect(run(agentOnly).last.trend).toBe('improving');
  });

  it('of a transcript ignores the order of arrival and equals the live one in order', () => {
    fc.assert(
      fc.property(shuffled(anyCall), ([inOrder, arrived]) => {
        expect(transcriptTrend(arrived)).toBe(transcriptTrend(inOrder));
        if (inOrder.length > 0) expect(transcriptTrend(inOrder)).toBe(run(inOrder).last.trend);
      }),
    );
    expect(transcriptTrend([])).toBe('steady');
  });
});

describe('counting words', () => {
  it.each([
    ['', 0],
    ['  \t\n ', 0],
    ['hello', 1],
    ["I don't know -- well-known fact, 42!", 6],
    ['... ?! 👍 :)', 0],
    ['naïve café', 2],
    ['это три слова', 3],
    ['one\u00a0two\u3000three', 3],
  ])('in "%s"', (text, count) => expect(countWords(text)).toBe(count));

  it('takes any string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => countWords(text) <= text.length));
  });
});
