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
    [`1\n${TIMES}\n${'x'.repeat(1_000_001)}`, 'line 3', 'belongs to a cue that is too long'],
  ])('refuses %j, naming the place', (document, place, message) => {
    expect(() => adapt(document)).toThrow(expect.objectContaining({ place, message }) as Error);
  });
});
