import { gzipSync } from 'node:zlib';
import { uuidv7 } from '../../../src/core/database/ids';
import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { ImportedDto } from '../../../src/modules/calls/imports/import.dto';
import { importExamples, JSON_TYPES, TEXT_TYPES } from '../../../src/modules/calls/imports/import.examples';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows } from '../../support/rows';
import { utterance } from '../../support/samples';

type Imported = ImportedDto & { call: CallDto };

describe('an import keeps the document', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
  }, 60_000);
  afterAll(() => parley.close());

  const send = (document: unknown) => rest.post<Imported>('/calls/import', document);
  const kept = () => countRows(parley.database, 'call_documents');
  const page = '<script>alert(1)</script>';
  const documentOf = (id: string) => rest.downloadBytes(`/calls/${id}/document`);
  const sendBytes = (bytes: Buffer, headers: Record<string, string>) =>
    rest.post<Imported>('/calls/import', bytes, { headers });

  it('byte for byte, as it was before any compression, and gives it back as no page of this origin', async () => {
    const bytes = Buffer.from(
      `\ufeff{ "externalId": "kept", "customer": "${page}",\r\n "utterances" : [${JSON.stringify(utterance(1))}] }\n`,
    );
    const headers = { 'content-type': 'application/html+json; charset=utf-8', 'content-encoding': 'gzip' };
    const { call } = expectStatus(await sendBytes(gzipSync(bytes), headers), 201);
    const answer = await documentOf(call.id);
    expect([answer.status, answer.body.equals(bytes)]).toEqual([200, true]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="call-${call.id}.json"`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('once, whatever comes after it under the same id', async () => {
    const document = { externalId: 'kept-once', utterances: [utterance(1)] };
    const { call } = expectStatus(await send(document), 201);
    const before = await kept();
    const spaced = Buffer.from(JSON.stringify(document, null, 2));
    expectStatus(await sendBytes(spaced, { 'content-type': 'application/json' }), 200);
    expect(await kept()).toBe(before);
    expect((await documentOf(call.id)).body.toString()).toBe(JSON.stringify(document));
  });

  it('under no name of its sender’s choice', async () => {
    const externalId = 'a"; filename="evil.html\r\nSet-Cookie: x=1\r\n';
    const { call } = expectStatus(await send({ externalId, utterances: [utterance(1)] }), 201);
    const { headers } = await documentOf(call.id);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="call-${call.id}.json"`);
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('of megabytes too', async () => {
    const words = Array.from({ length: 60 }, (_, index) =>
      utterance(index + 1, { text: `${'word '.repeat(3_900)}${index}` }),
    );
    const bytes = Buffer.from(JSON.stringify({ utterances: words }) + ' '.repeat(15_000_000));
    const { call } = expectStatus(await sendBytes(bytes, { 'content-type': 'application/json' }), 201);
    expect((await documentOf(call.id)).body.equals(bytes)).toBe(true);
  });

  const types = Object.entries(importExamples).flatMap(([format, { mediaTypes }]) =>
    mediaTypes
      .flatMap((type) => (type === 'application/json' ? [type, 'application/other+json'] : [type]))
      .map((type) => [type, format] as const),
  );
  it('in every type that is taken', () => {
    expect(types.map(([type]) => type)).toEqual(expect.arrayContaining([...JSON_TYPES, ...TEXT_TYPES]));
  });
  it.each(types)('that came as %s, and gives it back as a type under which it is %s again', async (type, format) => {
    const value = importExamples[format]?.value;
    const text = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    const externalId = encodeURIComponent(`served ${type} ${format}`);
    const { call } = expectStatus(
      await rest.post<Imported>(`/calls/import?externalId=${externalId}`, text, { headers: { 'content-type': type } }),
      201,
    );
    const served = await documentOf(call.id);
    const again = await rest.post<Imported>(`/calls/import?externalId=${externalId}`, served.body, {
      headers: { 'content-type': served.headers.get('content-type') ?? '' },
    });
    expect(expectStatus(again, 200)).toMatchObject({ format, call: { id: call.id } });
  });

  it('until the call is deleted', async () => {
    const { call } = expectStatus(await send({ externalId: 'gone', utterances: [utterance(1)] }), 201);
    const before = await kept();
    expectStatus(await restAs(parley, 'admin').delete(`/calls/${call.id}`), 204);
    expect(await kept()).toBe(before - 1);
    expectProblem(await rest.get(`/calls/${call.id}/document`), 404, 'calls.not_found');
  });

  it('and tells a call that has none from one that is not there', async () => {
    const made = expectStatus(await rest.post<CallDto>('/calls', { utterances: [utterance(1)] }), 201);
    expectProblem(await rest.get(`/calls/${made.id}/document`), 404, 'import.no_document');
    expectProblem(await rest.get(`/calls/${uuidv7()}/document`), 404, 'calls.not_found');
    expectProblem(await rest.get('/calls/x/document'), 400, 'request.invalid');
  });
});
