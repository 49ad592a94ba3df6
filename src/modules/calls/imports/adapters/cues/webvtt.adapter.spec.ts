import { DocumentFault } from '../../transcript-adapter';
import { webvttAdapter } from './webvtt.adapter';

interface Utterance {
  seq: number;
  speaker: string;
  startMs: number | null;
  endMs: number | null;
  text: string;
}

const adapt = (document: string, roles = {}) => webvttAdapter.adapt(document, roles);
const said = (document: string) =>
  (adapt(document).call['utterances'] as Utterance[]).map(({ speaker, text }) => [speaker, text]);
const cue = (text: string, times = '00:01.000 --> 00:02.000') => `WEBVTT\n\n${times}\n${text}\n`;

describe('WebVTT', () => {
  it.each([
    ['WEBVTT', true],
    ['\uFEFFWEBVTT\r\n', true],
    ['WEBVTT\tabout', true],
    ['WEBVTT,text', false],
    ['WEBVTTX', false],
    [' WEBVTT', false],
    ['', false],
  ])('%j is known by its first word: %s', (document, known) => {
    expect(webvttAdapter.recognises(document)).toBe(known);
  });

  it.each(['\n', '\r\n', '\r'])('reads lines that end with %j', (end) => {
    const document = ['WEBVTT', '', '1', '00:01.000 --> 01:00:02.500', 'One', ' two ', '', 'NOTE x', ''].join(end);
    const { call, places } = adapt(document);
    expect(call['utterances']).toEqual([
      { seq: 1, speaker: 'other', startMs: 1000, endMs: 3_602_500, text: 'One two' },
    ]);
    expect(places).toEqual(['cue 1']);
  });

  it.each([
    ['a &lt;b&gt; &amp;amp; &nbsp;&lrm;&rlm;&#65;&#x1F600;&#146;', 'a <b> &amp; \u00a0\u200e\u200fA😀’'],
    ['&#0;&#xD800;&unknown; & &amp', '\ufffd\ufffd&unknown; & &amp'],
    ['<c.loud>Hel</c>lo <i>there</i><00:01.500> <lang en>you</lang>', 'Hello there you'],
    ['<ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>', '漢字'],
    ['1 < 2, and 4 > 3, <5', '1 < 2, and 4 > 3, <5'],
    ['<laughs>ha', 'ha'],
  ])('reads %j as %j', (text, spoken) => {
    expect(said(cue(text))).toEqual([['other', spoken]]);
  });

  it('takes roles from names that tell them, and the others by who is left', () => {
    const document = cue('<v.first.loud Maria  Lopez>Hi.\n\n00:03.000 --> 00:04.000\n<v REP>Hello.</v>');
    expect(said(document)).toEqual([
      ['customer', 'Hi.'],
      ['agent', 'Hello.'],
    ]);
    expect(adapt(document).guessed).toEqual([]);
  });

  it('takes the first to speak for the agent, unless the agent is named', () => {
    const document = cue('<v A>One\n\n00:03.000 --> 00:04.000\n<v B>Two');
    expect(adapt(document).guessed).toEqual([
      { field: 'utterances.*.speaker', guess: 'the first to speak is the agent' },
    ]);
    const told = adapt(document, { agentSpeaker: 'B' });
    expect((told.call['utterances'] as Utterance[]).map(({ speaker }) => speaker)).toEqual(['customer', 'agent']);
    expect(told.guessed).toEqual([]);
    expect(() => adapt(document, { agentSpeaker: 'C' })).toThrow("must be one of the document's own: A, B");
    expect(() => adapt(document, { agentChannel: 0 })).toThrow('this format has no channels');
  });

  it('makes an utterance of each voice in a cue, without the times that belong to all of them', () => {
    const { call, dropped, places } = adapt(cue('<v A>One</v> <v B>two</v>\n<v B>three</v>'));
    expect(call['utterances']).toEqual([
      { seq: 1, speaker: 'agent', startMs: null, endMs: null, text: 'One' },
      { seq: 2, speaker: 'customer', startMs: null, endMs: null, text: 'two three' },
    ]);
    expect(places).toEqual(['cue 1', 'cue 1']);
    expect(dropped).toContainEqual({
      from: 'cues.*.times',
      reason: 'they belong to several voices together',
      count: 1,
    });
  });

  it('takes names before a colon only where they are the habit of the document', () => {
    const cues = (...texts: string[]) =>
      `WEBVTT\n\n${texts.map((text) => `00:01.000 --> 00:02.000\n${text}\n\n`).join('')}`;
    expect(said(cues('Agent: Hi.', 'Ann Lee: Yes: no.'))).toEqual([
      ['agent', 'Hi.'],
      ['customer', 'Yes: no.'],
    ]);
    expect(said(cues('A: One', 'B: two', 'three', 'A: four', 'B: five'))[2]).toEqual(['customer', 'three']);
    expect(said(cues('Remember: one', 'two', 'three'))[0]).toEqual(['other', 'Remember: one']);
    expect(said(cues('One: two', 'Three: four', 'five'))[0]).toEqual(['other', 'One: two']);
    expect(said(cues('10:30 is fine', 'https://x.y'))[0]).toEqual(['other', '10:30 is fine']);
  });

  it('begins a cue at times further down, and counts what has no times', () => {
    const { call, dropped } = adapt(
      'WEBVTT\n\nx\n00:01.000 --> 00:02.000\nOne\n00:03.000 --> 00:04.000\nTwo\n\nlost\nwords\n\n',
    );
    expect((call['utterances'] as Utterance[]).map(({ text }) => text)).toEqual(['One', 'Two']);
    expect(dropped.map(({ from }) => from)).toEqual(['cues.*.identifier', 'blocks']);
  });

  it('puts cues into the order of their times before it guesses who is who, those of several voices too', () => {
    const document = cue(
      '<v Bob>Late</v><v Eve>Both\n\n00:03.000 --> 00:04.000\n<v Cy>Then',
      '00:05.000 --> 00:06.000',
    );
    expect(adapt(`${document}\n00:01.000 --> 00:02.000\n<v Ann>Early`)).toMatchObject({
      call: {
        utterances: [
          { seq: 1, speaker: 'agent', text: 'Early' },
          { seq: 2, speaker: 'customer', text: 'Then' },
          { seq: 3, speaker: 'other', text: 'Late', startMs: null },
          { seq: 4, speaker: 'other', text: 'Both', startMs: null },
        ],
      },
      places: ['cue 3', 'cue 2', 'cue 1', 'cue 1'],
    });
  });

  it('counts a silent cue as dropped', () => {
    expect(adapt(cue('<c>&nbsp;</c>')).dropped).toContainEqual({
      from: 'cues.*',
      reason: 'nothing was said',
      count: 1,
    });
  });

  it.each([
    ['no WEBVTT', 'line 1', 'must begin with WEBVTT'],
    [cue('x', '00:61.000 --> 00:62.000'), 'line 3', 'must be two times such as 00:00:01.000 --> 00:00:02.500'],
    [cue('x', '1\n00:01.000 --> soon'), 'line 4', 'must be two times such as 00:00:01.000 --> 00:00:02.500'],
    [cue('x', '00:02.000 --> 00:01.000'), 'line 3', 'must not end before it begins'],
    [cue('x'.repeat(200_001)), 'line 3', 'begins a cue that is too long'],
    [
      `WEBVTT${`\n\n00:01.000 --> 00:02.000\n${'<v>&#1;'.repeat(20_000)}`.repeat(63)}`,
      'cue 63',
      'brings the document beyond 2500000 tags and references',
    ],
    ['WEBVTT\n\nNOTE parley-call {', 'line 3', 'must hold JSON'],
    [`WEBVTT\n\nNOTE parley-call {"a":${'['.repeat(40)}`, 'line 3', 'must be JSON of at most 32 levels'],
    ['WEBVTT\n\nNOTE parley-call {"__proto__":1}', 'line 3', 'holds __proto__, which is not a known field'],
    ['WEBVTT\n\nNOTE parley-call []', 'line 3', 'must be an object'],
    [
      'WEBVTT\n\nNOTE parley-call {}\n\n00:01.000 --> 00:02.000\nx',
      'line 5',
      'must stand below the number of the utterance',
    ],
    [
      `WEBVTT${'\n\n00:01.000 --> 00:02.000\nx'.repeat(20_001)}`,
      'cue 20001',
      'is one more than the 20000 utterances a call may hold',
    ],
    ['WEBVTT' + '\n'.repeat(1_000_001), 'line 1000001', 'is one more than the 1000000 that are read'],
  ])('refuses what is wrong, naming the place', (document, place, message) => {
    expect(() => adapt(document)).toThrow(new DocumentFault(place, message));
    expect(placeOf(document)).toBe(place);
  });
});

function placeOf(document: string): string | undefined {
  try {
    adapt(document);
  } catch (error) {
    return (error as DocumentFault).place;
  }
  return undefined;
}
