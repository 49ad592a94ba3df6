import { ScoredUtterance, Speaker } from './rolling';
import { sentimentShift } from './shift';

function said(speaker: Speaker, startMs: number | null, endMs: number | null, scoreE4: number): ScoredUtterance {
  return { seq: 1, speaker, startMs, endMs, words: 3, scoreE4 };
}

describe('the shift of a call', () => {
  it('is the last quarter minus the first', () => {
    const call = [
      said('customer', 0, 1000, -5000),
      said('agent', 1000, 3000, 9000),
      said('customer', 3000, 4000, 2500),
    ];
    expect(sentimentShift(call)).toBe(7500);
  });

  it('counts an utterance by the milliseconds it spends in the quarter', () => {
    const call = [
      said('customer', 0, 500, -1000),
      said('customer', 500, 2000, 1000),
      said('customer', 2000, 3500, -2000),
      said('customer', 3500, 4000, 4000),
    ];
    expect(sentimentShift(call)).toBe(1000);
  });

  it('divides calls whose length is no multiple of four without rounding the borders', () => {
    const call = [said('customer', 0, 1, 1000), said('customer', 1, 2, 4000), said('customer', 4, 5, 2000)];
    // The first quarter is 1.25 ms: (1 x 1000 + 0.25 x 4000) / 1.25 = 1600.
    expect(sentimentShift(call)).toBe(400);
  });

  it.each([
    ['nothing was said', []],
    ['the customer says nothing at the end', [said('customer', 0, 100, 1), said('agent', 100, 4000, 1)]],
    ['the customer says nothing at first', [said('agent', 0, 3000, 1), said('customer', 3000, 4000, 1)]],
    ['an utterance is not timed', [said('customer', 0, 4000, 1), said('agent', null, null, 1)]],
    ['no utterance lasts', [said('customer', 0, 0, 1), said('customer', 0, 0, 1)]],
    ['the customer only begins in a quarter', [said('customer', 0, 1000, 1), said('customer', 4000, 4000, 1)]],
  ])('is unknown when %s', (_, call) => {
    expect(sentimentShift(call)).toBeNull();
  });

  it('is 0 and never -0 when nothing changes', () => {
    expect(Object.is(sentimentShift([said('customer', 0, 4000, -3000)]), 0)).toBe(true);
    const nearly = [said('customer', 0, 1_000_000, 1), said('customer', 3_000_000, 4_000_000 - 1, 1)];
    expect(Object.is(sentimentShift([...nearly, said('customer', 3_999_999, 4_000_000, 0)]), 0)).toBe(true);
  });

  it('rounds halves away from zero', () => {
    const first = said('customer', 0, 1000, 0);
    const halves = (score: number) => [first, said('customer', 3000, 3500, 0), said('customer', 3500, 4000, score)];
    expect(sentimentShift(halves(3))).toBe(2);
    expect(sentimentShift(halves(-3))).toBe(-2);
  });

  describe('of any call', () => {
    const random = generator(20_260_301);
    const calls = Array.from({ length: 300 }, () =>
      Array.from({ length: 1 + Math.floor(random() * 12) }, () => {
        const startMs = Math.floor(random() * 86_000_000);
        const endMs = Math.min(startMs + Math.floor(random() * 20_000_000), 86_400_000);
        return said(random() < 0.7 ? 'customer' : 'agent', startMs, endMs, Math.round(random() * 20_000) - 10_000);
      }),
    );

    it('does not depend on the order of its utterances, nor on where they are cut', () => {
      for (const call of calls) {
        const halves = call.flatMap((u) => {
          const middle = Math.floor(((u.startMs ?? 0) + (u.endMs ?? 0)) / 2);
          return [
            { ...u, startMs: middle },
            { ...u, endMs: middle },
          ];
        });
        expect([sentimentShift([...call].reverse()), sentimentShift(halves)]).toEqual(
          Array(2).fill(sentimentShift(call)),
        );
      }
    });

    it('lies between -20,000 and 20,000, turns with the scores and does not mind what the agent feels', () => {
      let known = 0;
      for (const call of calls) {
        const shift = sentimentShift(call);
        if (shift === null) continue;
        known += 1;
        expect(Math.abs(shift)).toBeLessThanOrEqual(20_000);
        expect(sentimentShift(call.map((u) => ({ ...u, scoreE4: -u.scoreE4 })))).toBe(0 - shift);
        const moved = call.map((u) => (u.speaker === 'agent' ? { ...u, scoreE4: 10_000 } : u));
        expect(sentimentShift(moved)).toBe(shift);
      }
      expect(known).toBeGreaterThan(50);
    });

    it('is what summing millisecond by millisecond gives', () => {
      for (const call of calls) {
        const short = call.map((u) => ({
          ...u,
          startMs: Math.floor((u.startMs as number) / 400_000),
          endMs: Math.floor((u.endMs as number) / 400_000),
        }));
        expect(sentimentShift(short)).toBe(counted(short));
      }
    });
  });
});

/** The definition, by quarter milliseconds. */
function counted(call: ScoredUtterance[]): number | null {
  const end = Math.max(...call.map(({ endMs }) => endMs as number));
  const mean = (from: number, to: number) => {
    let [weight, total] = [0, 0];
    for (const { speaker, startMs, endMs, scoreE4 } of call) {
      if (speaker !== 'customer') continue;
      for (let at = (startMs as number) * 4; at < (endMs as number) * 4; at += 1) {
        if (at < from || at >= to) continue;
        weight += 1;
        total += scoreE4;
      }
    }
    return { weight, total };
  };
  const [first, last] = [mean(0, end), mean(3 * end, 4 * end)];
  if (first.weight === 0 || last.weight === 0) return null;
  const exact = last.total / last.weight - first.total / first.weight;
  return Math.sign(exact) * Math.round(Math.abs(exact)) + 0;
}

/** Numbers in [0, 1), the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
