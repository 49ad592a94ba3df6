import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { ImportedDto } from '../../../src/modules/calls/imports/import.dto';
import { startTestApp, TestApp } from '../../support/app';
import { readDocument } from '../../support/call-fixtures';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows } from '../../support/rows';

type Imported = ImportedDto & { call: CallDto };

const spoken = [
  { seq: 3, speaker: 'agent', startMs: 5_000, endMs: 7_400, text: '=cmd, "quoted" --> <v Bob>\nand below \u200f&amp;' },
  { seq: 8, speaker: 'customer', startMs: 0, endMs: 900, text: "'tis mine; 1 < 2 " },
];
const head = {
  externalId: '+49 30 1234567 --> ü',
  agent: { externalId: 'agent-9', name: '@Maria' },
  startedAt: '2026-03-01T09:30:00.123Z',
  tags: ['-1', 'a,b'],
  metadata: { note: 'a\n\nb -->' },
};

describe('calls as text', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
  }, 60_000);
  afterAll(() => parley.close());

  const send = (text: string, type: string, query = '') =>
    rest.post<Imported>(`/calls/import${query}`, Buffer.from(text), { headers: { 'content-type': type } });

  it.each([
    ['webvtt', 'text/vtt'],
    ['csv', 'text/csv'],
  ])(
    'go out as %s and come back the same, into the call that is there and after it was deleted',
    async (format, type) => {
      const { id } = expectStatus(await rest.post<CallDto>('/calls', { ...head, utterances: spoken }), 201);
      const file = (await rest.download(`/calls/${id}/export?format=${format}`)).body;
      expect(expectStatus(await send(file, type), 200).call.id).toBe(id);
      expectStatus(await restAs(parley, 'admin').delete(`/calls/${id}`), 204);
      const again = expectStatus(await send(file, type), 201);
      expect(again).toMatchObject({ format, dropped: [], guessed: [] });
      expect((await rest.download(`/calls/${again.call.id}/export?format=${format}`)).body).toBe(file);
      expectStatus(await restAs(parley, 'admin').delete(`/calls/${again.call.id}`), 204);
    },
  );

  it.each([
    ['vtt', 'text/vtt', 'webvtt', ''],
    ['srt', 'application/x-subrip', 'srt', '?agentSpeaker=SPEAKER_00'],
    ['csv', 'text/plain', 'csv', '?agentChannel=0'],
  ])('come in as .%s of %s', async (extension, type, format, query) => {
    const text = readDocument(`rendered/contact-lens-sample.${extension}`) as string;
    const imported = expectStatus(await send(text, type, query), 201);
    expect(imported).toMatchObject({ format, call: { durationMs: 32_110, status: 'completed' } });
  });

  it.each([
    ['text/vtt', 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>One\n\n00:03.000 --> 00:04.000\n<v Bob>Two\n'],
    [
      'application/x-subrip',
      '1\n00:00:01,000 --> 00:00:02,000\nAnn: One\n\n2\n00:00:03,000 --> 00:00:04,000\nBob: Two\n',
    ],
    ['text/csv', 'speaker,text\nAnn,"One\ntwo"\nBob,Three\n'],
  ])('are the same call however their lines end, as %s', async (type, text) => {
    const { call } = expectStatus(await send(text, type), 201);
    for (const ending of ['\r\n', '\r']) {
      for (const mark of ['', '\ufeff']) {
        const again = expectStatus(await send(mark + text.replaceAll('\n', ending), type), 200);
        expect(again).toMatchObject({ created: false, call: { id: call.id, externalId: call.externalId } });
      }
    }
    expectStatus(await send(`${text}\n`.replace('One', 'Other'), type), 201);
  });

  it('say what to do when a document comes again that is read otherwise', async () => {
    const text = 'speaker,text\nA,One\nB,Again\n';
    const { call } = expectStatus(await send(text, 'text/csv'), 201);
    const { detail } = expectProblem(await send(text, 'text/csv', '?agentSpeaker=B'), 409, 'calls.external_id_taken');
    expect(detail).toContain(`POST /api/v1/calls/${call.id}/swap-speakers`);
    expect(detail).toContain('give an externalId');
    const named = await send(
      text,
      'text/csv',
      `?agentSpeaker=B&externalId=${encodeURIComponent(call.externalId ?? '')}`,
    );
    expect(expectProblem(named, 409, 'calls.external_id_taken').detail).not.toContain('swap-speakers');
    expectStatus(await send(text, 'text/csv', '?agentSpeaker=B&externalId=other'), 201);
  });

  it.each([
    ['WEBVTT\n\n00:01.000 --> soon\nHi', 'text/vtt', 'line 3'],
    ['WEBVTT\n\n30:00:00.000 --> 30:00:01.000\nHi', 'text/vtt', 'cue 1: start'],
    ['1\n00:00:02,000 --> 00:00:01,000\nHi', 'application/x-subrip', 'line 2'],
    ['speaker,text\nA,"x', 'text/csv', 'line 2'],
    [`speaker,text\nA,${'x'.repeat(20_001)}`, 'text/csv', 'line 2: text'],
  ])('are refused with the place of the fault, and nothing is stored', async (text, type, place) => {
    const before = await countRows(parley.database, 'calls');
    const { errors } = expectProblem(await send(text, type), 422, 'import.malformed');
    expect(errors?.[0]?.field).toBe(place);
    expect(await countRows(parley.database, 'calls')).toBe(before);
  });
});
