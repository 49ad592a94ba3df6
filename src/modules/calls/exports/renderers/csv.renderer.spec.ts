import * as fc from 'fast-check';
import { asExported, hostileCalls } from '../../../../../test/support/hostile-calls';
import { adapterFor } from '../../imports/adapters';
import { ExportedCall } from '../transcript-renderer';
import { csvRenderer } from './csv.renderer';

const HEADER =
  'seq,speaker,startMs,endMs,text,words,vendorSentiment,' +
  'status,externalId,agentExternalId,agentName,customer,direction,startedAt,endedAt,language,tags,metadata';
const call: ExportedCall = {
  externalId: 'crm-1',
  agent: { externalId: 'agent-17' },
  customer: '+49 30 1234567',
  direction: null,
  startedAt: '2026-03-01T09:30:00.000Z',
  endedAt: null,
  language: null,
  tags: [],
  metadata: { zone: 1, area: 'a' },
  utterances: [
    {
      seq: 2,
      speaker: 'customer',
      startMs: null,
      endMs: null,
      text: '=cmd|"x"',
      words: [{ text: 'cmd', startMs: 0, endMs: 1 }],
      vendorSentiment: { score: 0.5 },
    },
    { seq: 7, speaker: 'agent', startMs: 0, endMs: 1, text: "'tis", words: null, vendorSentiment: null },
  ],
};
const adapt = (document: string) => asExported(adapterFor('auto', document).adapt(document, {}).call);

describe('a call as CSV', () => {
  it('has a row for each utterance, the fields of the call in the first one, and no cell that is a formula', () => {
    expect(csvRenderer.render(call).split('\r\n')).toEqual([
      HEADER,
      `2,customer,,,"'=cmd|""x""","[{""text"":""cmd"",""startMs"":0,""endMs"":1}]","{""score"":0.5}",` +
        `completed,crm-1,agent-17,,'+49 30 1234567,,2026-03-01T09:30:00.000Z,,,[],"{""area"":""a"",""zone"":1}"`,
      `7,agent,0,1,''tis,,,,,,,,,,,,,`,
      '',
    ]);
  });

  it('has no cell that a spreadsheet would compute', () => {
    fc.assert(
      fc.property(hostileCalls({ timed: false }), (hostile) => {
        const cells = csvRenderer.render(hostile).matchAll(/(?<=^|[,\n])(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|\r\n)/g);
        for (const [, quoted, plain] of cells) expect(quoted ?? plain).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  it('is read back from a spreadsheet that saved it with semicolons', () => {
    const plain = { ...call, metadata: {}, utterances: call.utterances.slice(1) };
    const saved = csvRenderer.render(plain).replaceAll(',', ';');
    expect(adapt(saved)).toEqual(plain);
  });

  it('says of a live call that it is one, so that it is not imported as a completed one', () => {
    const document = csvRenderer.render({ ...call, status: 'live' });
    expect(() => adapt(document)).toThrow('is live: export the call again when it is completed');
  });
});
