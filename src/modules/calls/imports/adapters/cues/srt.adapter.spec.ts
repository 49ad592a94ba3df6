import { srtAdapter } from './srt.adapter';

const adapt = (document: string, roles = {}) => srtAdapter.adapt(document, roles);
const texts = (document: string) => (adapt(document).call['utterances'] as { text: string }[]).map(({ text }) => text);
const TIMES = '00:00:01,000 --> 00:00:02,500';

describe('SubRip', () => {
  it.each([
    [`1\n${TIMES}\nHi`, true],
    [`\uFEFF\r\n\r\n1\r\n${TIMES}`, true],
    [TIMES.replaceAll(',', '.'), true],
    ['1\n2\n', false],
    ['1\nHi --> there', false],
    [`WEBVTT\n\n${TIMES}`, false],
    [`text,start\n${TIMES}`, false],
  ])('%j is known by a number and times: %s', (document, known) => {
    expect(srtAdapter.recognises(document)).toBe(known);
  });

  it('reads cues with and without numbers, with a comma or a dot, formatting left out', () => {
    const document = `7\n${TIMES}\n<i>One</i>\n<font color="red">two</font> {\\an8}\n\n${TIMES.replaceAll(',', '.')} X1:1\nThree <laughs>`;
    const { call, dropped, places } = adapt(document);
    expect(call).toEqual({
      utterances: [
        { seq: 1, speaker: 'other', startMs: 1000, endMs: 2500, text: 'One two' },
        { seq: 2, speaker: 'other', startMs: 1000, endMs: 2500, text: 'Three <laughs>' },
      ],
    });
    expect(places).toEqual(['cue 1', 'cue 2']);
    expect(dropped.map(({ from, count }) => [from, count])).toEqual([
      ['cues.*.number', 1],
      ['cues.*.settings', 1],
      ['cues.*.text (formatting)', 5],
    ]);
  });

  it('keeps a number that was said, and what stands below an empty line', () => {
    expect(texts(`1\n${TIMES}\nWhat is it?\n\nForty\n42\n\n2\n${TIMES}\n42\n\n${TIMES}\nYes`)).toEqual([
      'What is it? Forty 42',
      '42',
      'Yes',
    ]);
  });

  it.each([
    ['in a file without numbers', `${TIMES}\nCall me\n5551234\n${TIMES}\nYes`, ['Call me 5551234', 'Yes']],
    ['behind an empty line of such a file', `${TIMES}\nCall\n\n555\n${TIMES}\nYes`, ['Call 555', 'Yes']],
    ['that is not the next one', `1\n${TIMES}\nCall\n555\n${TIMES}\nYes`, ['Call 555', 'Yes']],
  ])('keeps a number %s directly before the next times', (_, document, spoken) => {
    expect(texts(document)).toEqual(spoken);
  });

  it.each([
    ['that is the next one', `7\n${TIMES}\nOne\n8\n${TIMES}\nTwo\n9\n${TIMES}\nThree`],
    ['behind an empty line, whatever it is', `3\n${TIMES}\nOne\n\n9\n${TIMES}\nTwo\n\n2\n${TIMES}\nThree`],
  ])('takes a number %s for the number of the cue', (_, document) => {
    expect(texts(document)).toEqual(['One', 'Two', 'Three']);
  });

  it('puts cues into the order of their times before it guesses who is who', () => {
    const late = '00:00:05,000 --> 00:00:06,000';
    const { call, places } = adapt(`1\n${late}\nBob: Late\n\n2\n${TIMES}\nAnn: Early\n\n3\n${late}\nAnn: Last`);
    expect(call['utterances']).toMatchObject([
      { seq: 1, speaker: 'agent', text: 'Early' },
      { seq: 2, speaker: 'customer', text: 'Late' },
      { seq: 3, speaker: 'agent', text: 'Last' },
    ]);
    expect(places).toEqual(['cue 2', 'cue 1', 'cue 3']);
  });

  it('says that everybody is other where it names nobody', () => {
    expect(adapt(`1\n${TIMES}\nHi`).guessed).toEqual([
      { field: 'utterances.*.speaker', guess: 'other: the document does not tell voices apart' },
    ]);
  });

  it('takes speakers from labels', () => {
    const document = `1\n${TIMES}\nSPEAKER_01: Hi\n\n2\n${TIMES}\n[SPEAKER_00]: Hello`;
    const { call } = adapt(document, { agentSpeaker: 'SPEAKER_00' });
    expect(call['utterances']).toMatchObject([
      { speaker: 'customer', text: 'Hi' },
      { speaker: 'agent', text: 'Hello' },
    ]);
  });

  it.each([
    ['Hello', 'line 1', 'must be the number or the times of a cue'],
    ['1\nHello', 'line 2', 'must be the number or the times of a cue'],
    ['1\n', 'line 1', 'must be the number or the times of a cue'],
    [
      `1\n${TIMES}\nHi\n\n2\n00:00:03,000 --> later\nx`,
      'line 6',
      'must be two times such as 00:00:01,000 --> 00:00:02,500',
    ],
    ['1\n00:00:02,000 --> 00:00:01,000\nHi', 'line 2', 'must not end before it begins'],
    [`1\n${TIMES}\n${'x'.repeat(200_001)}`, 'line 3', 'belongs to a cue that is too long'],
    [
      `1\n${TIMES}\n${'<b>'.repeat(60_000)}\n\n`.repeat(42),
      'cue 42',
      'brings the document beyond 2500000 tags and references',
    ],
  ])('refuses %j, naming the place', (document, place, message) => {
    expect(() => adapt(document)).toThrow(expect.objectContaining({ place, message }) as Error);
  });
});
