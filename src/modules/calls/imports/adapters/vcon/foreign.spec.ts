import { adapt, faultOf, Json, said, utterances, vcon } from '../../../../../../test/support/vcons';

const at = (second: number) => `2026-03-01T09:30:${String(second).padStart(2, '0')}Z`;
const recording = (second: number): Json => ({ type: 'recording', start: at(second), url: 'https://example.com/x' });
const transcript = (dialog: unknown, body: unknown): Json => ({
  ...{ type: 'transcript', encoding: 'json', mediatype: 'application/json' },
  ...{ dialog, body },
});
const turn = (text: string, start: number, party = 0): Json => ({ text, party, start, end: start + 1 });
const spoken = (document: unknown) =>
  utterances(document).map(({ text, startMs, endMs }) => [text, startMs, endMs] as const);

describe('the times of a vCon', () => {
  it('are none where no duration is told, and the order is kept', () => {
    const dialog = [
      said({ start: at(9), duration: undefined, body: 'later' }),
      said({ start: at(0), duration: undefined, body: 'first' }),
    ];
    const { call, mapped, dropped, guessed } = adapt(vcon({ dialog }));
    expect(call['startedAt']).toBe('2026-03-01T09:30:00.000Z');
    expect(call['utterances']).toMatchObject([
      { seq: 1, text: 'first', startMs: null, endMs: null },
      { seq: 2, text: 'later', startMs: null, endMs: null },
    ]);
    const reason = 'without an end or a duration it tells the order alone';
    expect(dropped).toContainEqual({ from: 'dialog.*.start', reason, count: 2 });
    expect(mapped.map(({ to }) => to)).not.toContain('utterances.*.startMs');
    expect(guessed).toEqual([]);
  });

  it('are both or none in a transcript', () => {
    const body = [{ text: 'a', party: 0, start: 1 }, { text: 'b', party: 1, end: 3 }, turn('c', 4)];
    const document = vcon({ dialog: [recording(0)], analysis: [transcript(0, body)] });
    expect(spoken(document)).toEqual([
      ['a', null, null],
      ['b', null, null],
      ['c', 4_000, 5_000],
    ]);
    expect(adapt(document).dropped.map(({ from }) => from)).toEqual([
      ...['dialog.*.url', 'transcript.*.start', 'transcript.*.end', 'parties.*.name', 'created_at'],
    ]);
  });

  it('are none either where somebody took the duration out of what Parley wrote', () => {
    const report = { externalId: 'x', startedAt: at(0), utterances: [{ seq: 1, dialog: 0 }] };
    const own = { type: 'report', vendor: 'Parley', schema: 'parley-call-1', encoding: 'json', body: report };
    const document = vcon({ dialog: [said({ duration: undefined, start: at(5) })], analysis: [own] });
    expect(spoken(document)).toEqual([['Hello.', null, null]]);
  });
});

describe('a vCon of several sources', () => {
  it('is a recorded call with a text in between, by time', () => {
    const body = [turn('Hi.', 0), turn('Did it arrive?', 8)];
    const dialog = [recording(2), said({ start: at(5), body: 'My photo', parties: 1 })];
    const document = vcon({ dialog, analysis: [transcript(0, body)] });
    const { call, dropped, places } = adapt(document);
    expect(call['startedAt']).toBe('2026-03-01T09:30:02.000Z');
    expect(spoken(document)).toEqual([
      ['Hi.', 0, 1_000],
      ['My photo', 3_000, 4_000],
      ['Did it arrive?', 8_000, 9_000],
    ]);
    expect(places).toEqual(['analysis.0.body.0', 'dialog.1', 'analysis.0.body.1']);
    expect(dropped.map(({ from }) => from)).toEqual(['dialog.*.url', 'parties.*.name', 'created_at']);
  });

  it('has the transcripts of all its recordings, each from the start of its own', () => {
    const analysis = [transcript([1], [turn('second', 1)]), transcript(0, [turn('first', 1), turn('last', 50)])];
    const { call, guessed } = adapt(vcon({ dialog: [recording(3), recording(20)], analysis }));
    expect(call).toMatchObject({
      startedAt: '2026-03-01T09:30:03.000Z',
      utterances: [
        { text: 'first', startMs: 1_000, endMs: 2_000 },
        { text: 'second', startMs: 18_000, endMs: 19_000 },
        { text: 'last', startMs: 50_000, endMs: 51_000 },
      ],
    });
    expect(guessed.map(({ field }) => field)).toEqual(['utterances.*.speaker']);
  });

  it('keeps turns without times together, from where their recording began', () => {
    const analysis = [
      transcript(1, [
        { text: 'b', party: 0 },
        { text: 'c', party: 1 },
      ]),
      transcript(0, [turn('a', 1)]),
    ];
    const document = vcon({ dialog: [recording(0), recording(5), said({ start: at(9), body: 'd' })], analysis });
    expect(spoken(document).map(([text]) => text)).toEqual(['a', 'b', 'c', 'd']);
    expect(adapt(document).guessed.map(({ field }) => field)).toContain('utterances.*.seq');
  });

  it.each<[string, Json[], Json[], string]>([
    [
      'a second transcript of a dialog',
      [recording(0)],
      [transcript(0, [turn('x', 0)]), transcript([0], [turn('y', 0)])],
      'another transcript of the same dialog is read',
    ],
    [
      'the transcript of a text',
      [said()],
      [transcript(0, [turn('Hello.', 0)])],
      'what it is made of is text in the dialog',
    ],
    [
      'the transcript of nothing but texts',
      [said(), { type: 'incomplete' }],
      [transcript(undefined, [turn('Hello.', 0)])],
      'what it is made of is text in the dialog',
    ],
    ['a transcript that was taken out', [said()], [{ type: 'transcript', dialog: 0 }], 'it has no body'],
  ])('does not repeat itself: it drops %s, and says why', (_, dialog, analysis, reason) => {
    const document = vcon({ dialog, analysis });
    expect(spoken(document)).toHaveLength(1);
    expect(adapt(document).dropped).toContainEqual({ from: 'analysis.* (transcript)', reason, count: 1 });
  });

  it.each<[string, Json[], Json[], string]>([
    ['of which of two recordings is not told', [said(), recording(0), recording(9)], [{}], 'analysis.0.dialog'],
    ['of a recording and a text at once', [said(), recording(0)], [{ dialog: [0, 1] }], 'analysis.0.dialog'],
    ['of something without a start', [said(), { type: 'recording' }], [{ dialog: 1 }], 'analysis.0.dialog'],
    ['of a dialog that is not there', [said(), recording(0)], [{ dialog: 7 }], 'analysis.0.dialog'],
    [
      'in an unknown shape',
      [said(), recording(0)],
      [{ dialog: 1, body: 'Agent: hello', encoding: 'none' }],
      'analysis.0.body',
    ],
  ])('is refused rather than to lose a transcript %s', (_, dialog, analysis, place) => {
    const list = analysis.map((one) => ({ ...transcript(undefined, [turn('Hi.', 0)]), ...one }));
    expect(faultOf(vcon({ dialog, analysis: list }))[0]).toBe(place);
  });
});
