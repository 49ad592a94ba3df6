import fc from 'fast-check';
import { Conversation, Evidence, Side, SpokenUtterance } from '../figures/conversation';
import { FigureName, Figures } from '../figures/figures';
import { evaluate } from '../registry/evaluate';
import { additiveMetrics, metrics } from '../registry/registry';
import { explain } from './explain';
import { measure } from './measure';

/** Single words: a phrase that two overlapping utterances share would depend on where one is cut. */
const WORDS = ['yeah', 'mhm', 'okay', 'right', 'hello', 'um', 'what', 'do', 'you', 'need?', 'card.'];
const PLAIN = { scoreE4: 100, label: 'neutral', vendorLabel: null } as const;
const SILENT = { overall: null, agent: null, customer: null, shift: null, trend: null };

const utterance = fc
  .record({
    speaker: fc.constantFrom('agent', 'agent', 'customer', 'customer', 'other') as fc.Arbitrary<'agent'>,
    startMs: fc.nat(60).map((tenth) => tenth * 250),
    lasts: fc.array(fc.constantFrom(1, 50, 250, 299, 300, 500), { minLength: 1, maxLength: 7 }),
    pause: fc.constantFrom(0, 1, 250, 2_000, 2_001),
    text: fc.array(fc.constantFrom(...WORDS), { minLength: 7, maxLength: 7 }),
    hasWords: fc.boolean(),
    scoreE4: fc.integer({ min: -10_000, max: 10_000 }),
    label: fc.constantFrom('negative', 'neutral', 'positive') as fc.Arbitrary<'neutral'>,
  })
  .map(({ lasts, pause, text, hasWords, startMs, ...rest }) => {
    let at = startMs;
    const words = lasts.map((lastsMs) => {
      const word = { startMs: at, endMs: at + lastsMs };
      at = word.endMs + pause;
      return word;
    });
    const endMs = at - pause;
    const said = text.slice(0, lasts.length);
    const spoken = { text: said.join(' '), wordCount: said.length, words: hasWords ? words : null };
    return { ...rest, startMs, endMs, ...spoken, vendorLabel: null };
  });

const conversation = fc
  .record({ said: fc.array(utterance, { maxLength: 14 }), durationMs: fc.option(fc.nat(40_000)) })
  .map(({ said, durationMs }): Conversation => ({
    durationMs,
    utterances: said.map((one, index) => ({ ...one, seq: index + 1 })),
    sentiment: SILENT,
  }));

function holds(property: (conversation: Conversation) => void): void {
  fc.assert(fc.property(conversation, property), { numRuns: 200 });
}

describe('the figures of any call', () => {
  it('have speech and silence fill its length, evenly by evidence and by figures', () => {
    holds((call) => {
      const { figures } = measure(call);
      const { 'total_talk_time.v1': talk, 'silence_share.v1': silence } = explain(call);
      expect(sum(talk?.evidence) + sum(silence?.evidence)).toBe(figures.length_ms);
      expect(sum(talk?.evidence)).toBe(figures.agent_ms + figures.customer_ms - figures.overlap_ms);
    });
  });

  it('are explained by evidence that adds up to each numerator, in order and within the call', () => {
    holds((call) => {
      const { figures } = measure(call);
      const explained = explain(call);
      const wrong = additiveMetrics.filter((metric) => {
        const { inputs, evidence } = explained[metric.id] ?? fail(metric.id);
        const { numerator, denominator } = evaluate(metric, figures);
        const of = evaluate(metric, inputs);
        if (of.numerator !== numerator || of.denominator !== denominator) return true;
        if (evidence === null) return false;
        const sound = evidence.every(({ startMs, endMs, seqs }, i) => {
          const inOrder = i === 0 || (evidence[i - 1]?.startMs ?? 0) <= (startMs ?? 0);
          const named = seqs.length > 0 || /^(non_talk|silence)/.test(metric.id);
          return inOrder && named && (endMs ?? 0) <= figures.length_ms;
        });
        return !sound || sum(evidence) !== numerator;
      });
      expect(wrong.map(({ id }) => id)).toEqual([]);
    });
  });

  it('do not depend on when the call begins, but for its length, its first silence and its quarters', () => {
    const moved = (name: string) => /^(length_ms|duration_ms|durations|non_talk_|customer_quarter_)/.test(name);
    fc.assert(
      fc.property(conversation, fc.integer({ min: 1, max: 9_000 }), (call, byMs) => {
        const [before, after] = [measure(call), measure(shifted(call, byMs))];
        expect(without(after.figures, moved)).toEqual(without(before.figures, moved));
        expect(after.details.patienceMedianMs).toBe(before.details.patienceMedianMs);
        const longer = before.figures.timed === 1 ? byMs : 0;
        expect(after.figures.length_ms).toBe(before.figures.length_ms + longer);
        const silenceOf = ({ figures: f }: typeof before) => f.length_ms - f.agent_ms - f.customer_ms + f.overlap_ms;
        expect(silenceOf(after)).toBe(silenceOf(before) + longer);
      }),
      { numRuns: 200 },
    );
  });

  it('swap with the speakers', () => {
    const ofOneSide = (name: string) => /patience|overlapped_responses|_quarter_/.test(name);
    holds((call) => {
      const swapped = measure({ ...call, utterances: call.utterances.map(swap) });
      const { figures, details } = measure(call);
      const expected = Object.fromEntries(Object.entries(figures).map(([name, value]) => [swapName(name), value]));
      expect(without(swapped.figures, ofOneSide)).toEqual(without(expected as Figures, ofOneSide));
      expect(swapped.details.weightedQuarters?.agent).toEqual(details.weightedQuarters?.customer);
      expect(swapped.details.awsQuarters?.sides.agent).toEqual(details.awsQuarters?.sides.customer);
    });
  });

  it('do not depend on the order of the utterances', () => {
    fc.assert(
      fc.property(
        conversation.chain((call) => fc.tuple(fc.constant(call), shuffled(call.utterances))),
        ([call, utterances]) => {
          expect(measure({ ...call, utterances })).toEqual(measure(call));
          expect(explain({ ...call, utterances })).toEqual(explain(call));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('do not depend on where an utterance is cut, but for questions and fillers', () => {
    const ofText = (name: string) => /questions|fillers/.test(name);
    fc.assert(
      fc.property(conversation, fc.nat(), fc.nat(), fc.nat(), (call, which, word, moment) => {
        const cut = { ...call, utterances: split(call.utterances, which, word, moment) };
        const [before, after] = [measure(call), measure(cut)];
        expect(without(after.figures, ofText)).toEqual(without(before.figures, ofText));
        expect(after.details.patienceMedianMs).toEqual(before.details.patienceMedianMs);
        expect(after.details.weightedQuarters).toEqual(before.details.weightedQuarters);
      }),
      { numRuns: 600 },
    );
  });

  it('are 0 by time as soon as one utterance has no times, and count what is said all the same', () => {
    holds((call) => {
      const utterances = [...call.utterances, { ...said('agent', 0, 1, 'Why?'), seq: 99, startMs: null, endMs: null }];
      const { figures, details } = measure({ ...call, utterances });
      expect(details).toEqual({ patienceMedianMs: null, weightedQuarters: null, awsQuarters: null });
      const counted = Object.entries(figures).filter(([, value]) => value !== 0);
      expect(
        counted.map(([name]) => name).filter((name) => !/^(calls|dur|trans|\w+_words|\w+questions)/.test(name)),
      ).toEqual([]);
      expect(figures.agent_timed_words + figures.agent_fillers).toBe(0);
      expect(figures.agent_open_questions).toBeGreaterThan(0);
    });
  });
});

describe('the figures of a call', () => {
  const patience = (gaps: number[]) => {
    const said: SpokenUtterance[] = [];
    let at = 0;
    for (const gap of gaps) {
      said.push(line('customer', at, at + 4_000), line('agent', at + 4_000 + gap, at + 9_000));
      at += 9_000;
    }
    return figuresOf(said);
  };

  it.each<[string, SpokenUtterance[], Partial<Figures>]>([
    [
      'bridge a listener’s signal in a turn, which is no turn itself',
      [line('agent', 0, 1_000), said('customer', 1_500, 1_700, 'Mhm.'), line('agent', 3_000, 4_000)],
      { agent_turns: 1, agent_longest_ms: 4_000, customer_turns: 0, customer_talks: 1, switches: 0, customer_ms: 200 },
    ],
    [
      'end a turn after more than 2,000 ms',
      [line('agent', 0, 1_000), line('agent', 3_001, 4_000)],
      { agent_turns: 2, agent_longest_ms: 1_000, switches: 0 },
    ],
    [
      'end a turn when the other side takes the word in the gap',
      [line('agent', 0, 1_000), line('customer', 900, 1_200), line('agent', 1_500, 2_000)],
      { agent_turns: 2, customer_turns: 1, switches: 2 },
    ],
    [
      'do not end a turn by overlap alone',
      [line('agent', 0, 5_000), line('customer', 1_000, 3_000)],
      { agent_turns: 1, customer_turns: 1, switches: 1, overlap_ms: 2_000, customer_interruptions: 1 },
    ],
    [
      'let neither of two turns that begin at once follow the other, and the next follow both',
      [line('agent', 0, 1_000), line('customer', 0, 1_000), line('agent', 3_500, 4_000)],
      { agent_turns: 2, customer_turns: 1, switches: 1, patience_gaps: 1, patience_ms: 2_500 },
    ],
    [
      'keep words that fall between the other’s in one turn',
      [
        { ...line('agent', 0, 3_000), words: [span(0, 1_400), span(1_450, 3_000)], wordCount: 2 },
        { ...line('customer', 1_000, 2_500), words: [span(1_000, 1_700), span(1_800, 2_500)], wordCount: 2 },
      ],
      { agent_turns: 1, customer_turns: 1, agent_ms: 2_950, overlap_ms: 1_350, overtalk_instances: 2 },
    ],
    [
      'count the silence before and after the talk as non-talk',
      [line('agent', 3_001, 4_000), line('customer', 7_000, 8_000)],
      { length_ms: 11_001, non_talk_ms: 6_002, non_talk_instances: 2 },
    ],
    [
      'take an utterance whole when a word of it has no times',
      [{ ...line('agent', 0, 3_000), words: [span(0, 500)], wordCount: 2 }],
      { agent_ms: 3_000 },
    ],
    [
      'know no speech in an utterance that does not last',
      [line('agent', 0, 1_000), line('customer', 500, 500)],
      { timed: 1, customer_talks: 0, customer_turns: 0, agent_turns: 1, customer_timed_words: 5 },
    ],
    [
      'hear somebody else as silence',
      [line('agent', 0, 1_000), line('other', 1_000, 6_000)],
      { length_ms: 11_001, agent_ms: 1_000, non_talk_ms: 10_001, customer_words: 0, agent_words: 5 },
    ],
  ])('%s', (_, utterances, expected) => {
    const durationMs = expected.length_ms ?? null;
    expect(figuresOf(utterances, durationMs)).toMatchObject(expected);
  });

  it.each([
    [1_000, 1_300, 1],
    [999, 1_400, 0],
    [1_000, 1_299, 0],
  ])('find an interruption from 1,000 ms of floor and 300 ms of overlap: %d to %d', (startMs, endMs, expected) => {
    const { agent_interruptions } = figuresOf([line('customer', 0, 5_000), line('agent', startMs, endMs)]);
    expect(agent_interruptions).toBe(expected);
  });

  it('find no interruption in a signal of listening', () => {
    const figures = figuresOf([line('customer', 0, 5_000), said('agent', 2_000, 2_900, 'Uh huh, okay!')]);
    expect(figures).toMatchObject({ agent_interruptions: 0, overtalk_instances: 1, overlap_ms: 900 });
  });

  it('leave dead air and overlapped answers out of patience', () => {
    expect(patience([0, 2_999, 3_000, -1, 10])).toMatchObject({
      patience_ms: 3_009,
      patience_gaps: 3,
      overlapped_responses: 1,
    });
  });

  it('know no figure that no formula fills', () => {
    const rich: Conversation = {
      durationMs: 30_000,
      utterances: [
        said('customer', 0, 4_000, 'Um, why is my card gone? Can you send one?'),
        said('agent', 2_000, 6_000, 'Um, what happened? Is it lost?'),
        line('customer', 6_100, 8_000),
        line('agent', 8_500, 10_000),
        line('customer', 9_500, 11_000),
        line('customer', 16_000, 20_000),
      ].map((one, index) => ({ ...one, seq: index + 1 })),
      sentiment: { overall: 1, agent: 2, customer: 3, shift: 4, trend: 'steady' },
    };
    const empty = Object.entries(measure(rich).figures).filter(([, value]) => value === 0);
    expect(empty.map(([name]) => name)).toEqual(['improving', 'declining']);
  });

  it('take an hour’s call of 20,000 utterances in a moment, however they lie', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({
      ...line(i % 3 ? 'agent' : 'customer', i, 3_600_000 - i),
      seq: i,
    }));
    const started = process.cpuUsage();
    expect(figuresOf(many).overlap_ms).toBe(3_599_998);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000);
  });
});

it('explains every metric, and leaves without evidence only what no stretch of a call makes', () => {
  const explained = explain({ durationMs: null, utterances: [], sentiment: SILENT });
  expect(Object.keys(explained)).toEqual(metrics.map(({ id }) => id));
  const unmade = Object.keys(explained).filter((id) => explained[id]?.evidence === null);
  expect(unmade.filter((id) => !/sentiment|share\.v1$/.test(id))).toEqual([
    'calls.v1',
    'total_duration.v1',
    'duration.v1',
  ]);
  expect(unmade.filter((id) => /share\.v1$/.test(id))).toEqual(
    ['improving', 'declining', 'steady'].map((trend) => `${trend}_share.v1`),
  );
});

function said(speaker: Side | 'other', startMs: number, endMs: number, text: string): SpokenUtterance {
  const wordCount = text.split(' ').length;
  return { seq: startMs + 1, speaker, startMs, endMs, text, wordCount, words: null, ...PLAIN };
}

function line(speaker: Side | 'other', startMs: number, endMs: number): SpokenUtterance {
  return said(speaker, startMs, endMs, 'I need another card today.');
}

function span(startMs: number, endMs: number) {
  return { startMs, endMs };
}

function figuresOf(utterances: SpokenUtterance[], durationMs: number | null = null): Figures {
  return measure({ durationMs, utterances, sentiment: SILENT }).figures;
}

function sum(evidence: Evidence[] | null | undefined): number {
  return (evidence ?? fail('no evidence')).reduce((total, { amount }) => total + amount, 0);
}

function fail(what: string): never {
  throw new Error(what);
}

function without(figures: Figures, left: (name: string) => boolean): Partial<Figures> {
  return Object.fromEntries(Object.entries(figures).filter(([name]) => !left(name)));
}

function shuffled<T>(list: T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length });
}

function swap(one: SpokenUtterance): SpokenUtterance {
  const to = { agent: 'customer', customer: 'agent', other: 'other' } as const;
  return { ...one, speaker: to[one.speaker] };
}

function swapName(name: string): FigureName {
  const swapped = name.startsWith('agent_') ? name.replace('agent', 'customer') : name.replace('customer', 'agent');
  return swapped as FigureName;
}

function shifted(call: Conversation, byMs: number): Conversation {
  const later = <T extends { startMs: number | null; endMs: number | null }>(one: T): T => ({
    ...one,
    startMs: (one.startMs ?? 0) + byMs,
    endMs: (one.endMs ?? 0) + byMs,
  });
  return {
    ...call,
    durationMs: call.durationMs === null ? null : call.durationMs + byMs,
    utterances: call.utterances.map((one) => ({ ...later(one), words: one.words?.map((word) => later(word)) ?? null })),
  };
}

/** One utterance as two: cut between two words, or without word times at any moment inside. */
function split(utterances: SpokenUtterance[], which: number, word: number, moment: number): SpokenUtterance[] {
  const at = utterances.length === 0 ? -1 : which % utterances.length;
  return utterances.flatMap((one, index) => {
    const { words, wordCount, text } = one;
    const [startMs, endMs] = [one.startMs ?? 0, one.endMs ?? 0];
    if (index !== at || wordCount < 2 || endMs - startMs < 2) return [one];
    const first = 1 + (word % (wordCount - 1));
    const from = words?.[first - 1]?.endMs ?? startMs + 1;
    const to = words?.[first]?.startMs ?? endMs - 1;
    const cutMs = from + (moment % (to - from + 1));
    const said = text.split(' ');
    const half = (begin: number, end: number) => ({
      text: said.slice(begin, end).join(' '),
      wordCount: end - begin,
      words: words?.slice(begin, end) ?? null,
    });
    return [
      { ...one, endMs: cutMs, ...half(0, first) },
      { ...one, seq: 1_000, startMs: cutMs, ...half(first, wordCount) },
    ];
  });
}
