import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { renderers } from '../../../src/modules/calls/exports/renderers';
import { adapterFor } from '../../../src/modules/calls/imports/adapters';
import { ImportedDto } from '../../../src/modules/calls/imports/import.dto';
import { startTestApp, TestApp } from '../../support/app';
import { Corrector } from '../../support/correcting';
import { readDocument } from '../../support/call-fixtures';
import { restAs } from '../../support/people';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows } from '../../support/rows';
import { utterance, utterances } from '../../support/samples';

/** Of an import that is no dry run. */
type Imported = ImportedDto & { call: CallDto };

const typeOf = new Map(renderers.map(({ format, mediaType }) => [format, mediaType]));

/** Everything a call may hold, with what breaks files: line breaks, markup, formulas, separators. */
const full = (externalId: string) => ({
  externalId,
  agent: { externalId: 'agent "1", -->', name: 'Maria\u2028 <v Bob>' },
  customer: '=cmd|/C calc',
  direction: 'outbound',
  startedAt: '2026-03-01T09:30:00.007Z',
  endedAt: '2026-03-01T09:36:12.999Z',
  language: 'de-DE',
  tags: ['b,;', 'a'],
  metadata: { z: [1, null, { b: 'x', a: -0.5 }], 10: true, 2: '"' },
  utterances: [
    { ...utterance(3), words: [{ text: '-->', startMs: 7, endMs: 11, confidence: 0.1 }] },
    { ...utterance(5), vendorSentiment: { label: 'POSITIVE', score: 0.87 }, words: [] },
    {
      ...utterance(8, { startMs: 1, endMs: 86_399_999 }),
      speaker: 'other',
      text: ' a\r\n\r\nb & <v Agent> "c";\t=1+1 ',
    },
    { ...utterance(900), vendorSentiment: {} },
  ],
});

describe('importing what was exported', () => {
  let here: TestApp;
  let there: TestApp;
  let rest: RestClient;
  let elsewhere: RestClient;

  beforeAll(async () => {
    // Within one process, Passport knows one strategy: both must sign alike.
    const secret = { JWT_SECRET: 'a secret of two installations in one process' };
    here = await startTestApp(secret);
    there = await startTestApp(secret);
    rest = restAs(here, 'user');
    elsewhere = restAs(there, 'user');
  }, 60_000);
  afterAll(() => Promise.all([here.close(), there.close()]));

  const create = async (call: object) => expectStatus(await rest.post<CallDto>('/calls', call), 201);
  const file = async (client: RestClient, id: string, format: string) =>
    expectStatus(await client.download(`/calls/${id}/export?format=${format}`), 200);
  const send = (client: RestClient, format: string, body: string, query = ''): Promise<Answer<Imported>> =>
    client.post(`/calls/import${query}`, body, { headers: { 'content-type': typeOf.get(format) ?? '' } });
  const counts = () => Promise.all(['calls', 'agents', 'utterances'].map((table) => countRows(here.database, table)));

  const expectSame = async (call: CallDto, format: string) => {
    const exported = await file(rest, call.id, format);
    const before = await counts();
    const again = expectStatus(await send(rest, format, exported), 200);
    expect(again).toMatchObject({ created: false, format, call: { id: call.id, externalId: call.externalId } });
    const rehearsed = expectStatus(await send(rest, format, exported, '?dryRun=true'), 200);
    expect(rehearsed).toMatchObject({ created: false, call: null, utterances: again.utterances });
    expect(await counts()).toEqual(before);
    return exported;
  };

  describe.each([...typeOf.keys()])('as %s', (format) => {
    it.each<[string, () => object]>([
      ['everything a call may hold', () => full(`full-${format}`)],
      ['nothing but what was said', () => ({ utterances: utterances(1, 3) })],
      [
        'a name that is hard to print',
        () => ({ externalId: `"${format}",\r\n--> ../é`, utterances: utterances(1, 3) }),
      ],
    ])('finds a call of %s again, and makes elsewhere one whose export is the same', async (_, call) => {
      const made = await create(call());
      const exported = await expectSame(made, format);
      const imported = expectStatus(await send(elsewhere, format, exported), 201);
      expect(imported.call).toMatchObject({ externalId: made.externalId ?? made.id, startedAt: made.startedAt });
      expect(await file(elsewhere, imported.call.id, format)).toBe(exported);
      expectStatus(await send(elsewhere, format, exported), 200);
    });

    it('finds a call again that came from another system', async () => {
      const document = readDocument('aws-call-analytics/example-call.json');
      const imported = await rest.post<Imported>(`/calls/import?externalId=aws-${format}`, document);
      const exported = await expectSame(expectStatus(imported, 201).call, format);
      const copy = expectStatus(await send(elsewhere, format, exported), 201);
      expect(await file(elsewhere, copy.call.id, format)).toBe(exported);
    });

    it('finds a call again that was corrected, but not by what was exported before', async () => {
      const call = await create(full(`corrected-${format}`));
      const stale = await file(rest, call.id, format);
      const corrector = new Corrector(rest);
      expectStatus(await corrector.text(call.id, 5, { text: 'Corrected --> "so".', expectedVersion: 1 }), 200);
      await expectSame(await corrector.read(call.id), format);
      const before = await counts();
      // A format without losses says what was sent at first, and sending that again stays a repetition.
      const answer = await send(rest, format, stale);
      if (adapterFor(format, undefined).losses.length > 0) expectProblem(answer, 409, 'calls.external_id_taken');
      else expect(expectStatus(answer, 200)).toMatchObject({ created: false, call: { id: call.id } });
      expect(await counts()).toEqual(before);
      expectStatus(await corrector.text(call.id, 3, { text: 'And so.', expectedVersion: 2 }), 200);
      expectStatus(await corrector.text(call.id, 5, { text: 'Corrected again.', expectedVersion: 3 }), 200);
      await expectSame(await corrector.read(call.id), format);
    });

    it('refuses other content under the id of a call that has no other name', async () => {
      const { id } = await create({ utterances: utterances(1, 3) });
      const exported = await file(rest, id, format);
      const before = await counts();
      const other = exported.replace('(2)', '(two)');
      expect(other).not.toBe(exported);
      expectProblem(await send(rest, format, other), 409, 'calls.external_id_taken');
      expect(await counts()).toEqual(before);
    });

    it('compares what the caller tells with the call itself', async () => {
      const call = await create(full(`told-${format}`));
      await new Corrector(rest).text(call.id, 5, { text: 'Corrected.', expectedVersion: 1 });
      const exported = await file(rest, call.id, format);
      expectStatus(await send(rest, format, exported, '?customer=%3Dcmd%7C%2FC+calc&direction=outbound'), 200);
      expectProblem(await send(rest, format, exported, '?customer=Bob'), 409, 'calls.external_id_taken');
    });

    it('does not take the export of a live call, nor end the call', async () => {
      const call = await create({ externalId: `live-${format}` });
      expectStatus(await rest.post(`/calls/${call.id}/utterances`, { utterances: utterances(1, 2) }), 200);
      const exported = await file(rest, call.id, format);
      const answer = (await send(rest, format, exported)) as Answer;
      expect([409, 422]).toContain(answer.status);
      expect(expectStatus(await rest.get<CallDto>(`/calls/${call.id}`), 200)).toMatchObject({
        status: 'live',
        lastPosition: 2,
      });
      expectStatus(await rest.post(`/calls/${call.id}/complete`), 200);
      await expectSame(expectStatus(await rest.get<CallDto>(`/calls/${call.id}`), 200), format);
    });
  });

  it.each(['parley', 'vcon'])('finds a call without times again, as %s', async (format) => {
    const list = [
      utterance(1),
      { seq: 2, speaker: 'other', text: ' ' },
      { seq: 4, speaker: 'agent', text: 'No times.' },
    ];
    const exported = await expectSame(await create({ externalId: `untimed-${format}`, utterances: list }), format);
    const copy = expectStatus(await send(elsewhere, format, exported), 201);
    expect(await file(elsewhere, copy.call.id, format)).toBe(exported);
  });

  it('answers the same call to twenty imports at once of a call that was corrected', async () => {
    const call = await create(full('at-once'));
    await new Corrector(rest).text(call.id, 5, { text: 'Corrected.', expectedVersion: 1 });
    const exported = await file(rest, call.id, 'vcon');
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(rest, 'vcon', exported)));
    for (const answer of answers) expect(expectStatus(answer, 200).call.id).toBe(call.id);
  });

  it('leaves POST /calls as strict as it was', async () => {
    const call = await create(full('strict'));
    await new Corrector(rest).text(call.id, 5, { text: 'Corrected.', expectedVersion: 1 });
    const now = JSON.parse(await file(rest, call.id, 'parley')) as Record<string, unknown>;
    delete now.format;
    delete now.version;
    expectProblem(await rest.post('/calls', now), 409, 'calls.external_id_taken');
    const unnamed = await create({ utterances: utterances(1, 2) });
    const named = await create({ externalId: unnamed.id, utterances: utterances(1, 2) });
    expect(named.id).not.toBe(unnamed.id);
  });

  it('knows a call that is named by the id of another one from that one', async () => {
    const unnamed = await create({ utterances: utterances(1, 2) });
    const named = await create({ externalId: unnamed.id, utterances: utterances(5, 6) });
    for (const call of [unnamed, named]) await expectSame(call, 'parley');
    const third = JSON.stringify({ externalId: unnamed.id, utterances: utterances(8, 9) });
    expectProblem(await send(rest, 'parley', third), 409, 'calls.external_id_taken');
  });
});
