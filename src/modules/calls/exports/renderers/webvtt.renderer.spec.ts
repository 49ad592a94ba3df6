import * as fc from 'fast-check';
import { asExported, hostileCalls } from '../../../../../test/support/hostile-calls';
import { adapterFor } from '../../imports/adapters';
import { CannotRender, ExportedCall } from '../transcript-renderer';
import { webvttRenderer } from './webvtt.renderer';

const call: ExportedCall = {
  externalId: 'crm-1',
  agent: { externalId: 'agent-17', name: 'Maria --> Lopez' },
  customer: null,
  direction: 'inbound',
  startedAt: '2026-03-01T09:30:00.000Z',
  endedAt: null,
  language: 'en-US',
  tags: [],
  metadata: { zone: 1, area: 'a\n\nb' },
  utterances: [
    {
      seq: 2,
      speaker: 'customer',
      startMs: 3_723_004,
      endMs: 3_725_000,
      text: ' <v Bob>\n1 & 2 --> 3',
      words: null,
      vendorSentiment: null,
    },
    { seq: 7, speaker: 'agent', startMs: 0, endMs: 1, text: 'Hello.', words: null, vendorSentiment: null },
  ],
};
const adapt = (document: string) => asExported(adapterFor('auto', document).adapt(document, {}).call);

describe('a call as WebVTT', () => {
  it('has the fields of the call in one comment, and its utterances as cues by time', () => {
    expect(webvttRenderer.render(call)).toBe(
      [
        'WEBVTT',
        '',
        'NOTE parley-call {"externalId":"crm-1","agent":{"externalId":"agent-17","name":"Maria --\\u003e Lopez"},' +
          '"direction":"inbound","startedAt":"2026-03-01T09:30:00.000Z","language":"en-US","metadata":{"area":"a\\n\\nb","zone":1}}',
        '',
        '7',
        '00:00:00.000 --> 00:00:00.001',
        '<v Agent>Hello.</v>',
        '',
        '2',
        '01:02:03.004 --> 01:02:05.000',
        '<v Customer>&#32;&lt;v Bob&gt;&#10;1 &amp; 2 --&gt; 3</v>',
        '',
      ].join('\n'),
    );
  });

  it('keeps to the syntax: an arrow stands in times alone, and a comment or cue has no empty line', () => {
    fc.assert(
      fc.property(hostileCalls({ timed: true }), (hostile) => {
        const blocks = webvttRenderer.render(hostile).trimEnd().split('\n\n');
        expect(blocks).toHaveLength(2 + hostile.utterances.length);
        for (const block of blocks.slice(2)) {
          const lines = block.split(/\r\n|\r|\n/);
          expect(lines).toHaveLength(3);
          expect(lines.filter((line) => line.includes('-->'))).toEqual([lines[1]]);
        }
        expect(blocks[1]).not.toMatch(/-->|[\r\n]/);
      }),
    );
  });

  it('cannot be made of an utterance without times, which is named', () => {
    const untimed = { ...call, utterances: call.utterances.map((one) => ({ ...one, startMs: null, endMs: null })) };
    expect(() => webvttRenderer.render(untimed)).toThrow(
      new CannotRender('utterance 2 has no times, and a cue must have them'),
    );
  });

  it('says of a live call that it is one, so that it is not imported as a completed one', () => {
    const document = webvttRenderer.render({ ...call, status: 'live' });
    expect(() => adapt(document)).toThrow('is live: export the call again when it is completed');
  });
});
