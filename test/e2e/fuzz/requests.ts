import fc, { Arbitrary } from 'fast-check';
import { OpenAPIObject } from '@nestjs/swagger';
import { encodeBody, ExampleRequest, exampleRequests } from '../../contract/support/examples';
import { operationsOf } from '../../../src/core/http/openapi';
import { hostileBody, hostileText, mutated } from './hostile';
import { fitting, Schemas } from './schema';

/** One request to send exactly so. */
export interface FuzzedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** An operation of the document with its examples. */
export interface Target {
  name: string;
  method: string;
  path: string;
  examples: ExampleRequest[];
  bodySchema?: Parameters<typeof fitting>[0];
  statuses: number[];
  codes: string[];
}

export function targetsOf(document: OpenAPIObject): Target[] {
  const examples = exampleRequests(document);
  return operationsOf(document).map(({ operation, path, method }) => {
    const own = examples.filter((example) => example.path === path && example.method === method);
    const body = operation.requestBody as { content: Record<string, { schema?: Target['bodySchema'] }> } | undefined;
    return {
      name: `${method.toUpperCase()} ${path}`,
      method,
      path,
      examples: own,
      bodySchema: body && Object.values(body.content)[0]?.schema,
      statuses: Object.keys(operation.responses).map(Number),
      codes: operation['x-error-codes'] ?? [],
    };
  });
}

/** Requests to an operation: most nearly right, so that they come past the first check, some wrong in every way. */
export function fuzzed(target: Target, schemas: Schemas, ids: readonly string[]): Arbitrary<FuzzedRequest> {
  return fc
    .record({ path: paths(target, ids), query: queries(target), headers: headers(), body: bodies(target, schemas) })
    .map(({ path, query, headers: extra, body }) => ({
      method: target.method.toUpperCase(),
      path: path + (query === '' ? '' : `?${query}`),
      headers: { ...extra, ...(body && { 'content-type': body.type }) },
      body: body?.text,
    }));
}

function paths({ path, examples }: Target, ids: readonly string[]): Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const isNumber = (name: string) => typeof examples[0]?.parameters[name] === 'number';
  const parts = path.split(/\{\w+\}/);
  return fc
    .tuple(...names.map((name) => segments(isNumber(name) ? numbers : fc.constantFrom(...ids))))
    .map((values) => parts.map((part, i) => part + (values[i] ?? '')).join(''));
}

const numbers = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer(), fc.maxSafeInteger()).map(String);

function segments(right: Arbitrary<string>): Arbitrary<string> {
  const ordinary = right.filter((text) => text !== '');
  const hostile = hostileText.filter((text) => text !== '').map(percentEncoded);
  const broken = fc.constantFrom('%', '%E0%A4%A', '%00', '%ff', 'a%2Fb', '..', '%2e%2e');
  return fc.oneof(
    { weight: 12, arbitrary: ordinary },
    { weight: 2, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: hostile },
    { weight: 1, arbitrary: broken },
  );
}

function queries({ examples }: Target): Arbitrary<string> {
  const known = Object.entries(examples[0]?.query ?? {});
  const pair = fc.oneof(
    ...(known.length > 0 ? [{ weight: 6, arbitrary: fc.constantFrom(...known).map(toPair) }] : []),
    ...known.map(([name]) => ({ weight: 1, arbitrary: hostileText.map((text) => toPair([name, text])) })),
    { weight: 1, arbitrary: fc.tuple(hostileText, hostileText).map(toPair) },
    { weight: 1, arbitrary: fc.constantFrom('cursor=WyJhIl0', 'a[b][c]=1', 'a=%', '=&=', 'limit=1&limit=2') },
  );
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    { weight: 3, arbitrary: fc.array(pair, { maxLength: 3 }).map((pairs) => pairs.join('&')) },
  );
}

function headers(): Arbitrary<Record<string, string>> {
  const printable = hostileText.map((text) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 300));
  const odd = fc.oneof(
    printable.map((text) => ({ 'x-correlation-id': text })),
    printable.map((text) => ({ accept: text })),
    fc.constantFrom<Record<string, string>>(
      { authorization: 'Bearer' },
      { authorization: 'Bearer a.b.c' },
      { authorization: 'Basic YTpi' },
      { 'content-encoding': 'gzip' },
      { 'content-encoding': 'zip' },
      { 'accept-encoding': 'gzip, br' },
      { origin: 'https://elsewhere.example' },
      { 'if-none-match': '*' },
      { 'x-http-method-override': 'DELETE' },
    ),
  );
  return fc.oneof({ weight: 8, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: odd });
}

function bodies({ examples, bodySchema }: Target, schemas: Schemas) {
  const given = examples.map(({ body }) => body).filter((body) => body !== undefined);
  if (given.length === 0) return fc.constant(undefined);
  const json = (value: unknown) => ({ type: 'application/json', text: JSON.stringify(value) ?? '' });
  const types = fc.constantFrom('', 'text/plain', 'application/json; charset=utf-16', 'multipart/form-data', 'a/b/c');
  const types2 = fc.constantFrom(
    'application/x-www-form-urlencoded',
    'application/json;charset="UTF-8"',
    'APPLICATION/JSON',
  );
  const asGiven = (body: (typeof given)[number]) => ({ type: body.contentType, text: encodeBody(body) });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...given).map(asGiven) },
    {
      weight: 8,
      arbitrary: fc
        .constantFrom(...given)
        .chain(({ value }) => mutated(value))
        .map(json),
    },
    { weight: 8, arbitrary: fitting(bodySchema, schemas).map(json) },
    { weight: 2, arbitrary: hostileBody.map((text) => ({ type: 'application/json', text })) },
    { weight: 1, arbitrary: fc.tuple(fc.oneof(types, types2), hostileBody).map(([type, text]) => ({ type, text })) },
  );
}

function toPair([name, value]: [string, string]): string {
  return `${percentEncoded(name)}=${percentEncoded(value)}`;
}

/** Every byte encoded; unpaired surrogates become what UTF-8 makes of them. */
function percentEncoded(text: string): string {
  return [...Buffer.from(text.slice(0, 2_000))].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
