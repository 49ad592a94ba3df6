import { Agent, request } from 'node:http';
import { FuzzedRequest, Target } from './requests';

export interface Exchange {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** What any request can be told before its route is looked at. */
const AT_THE_DOOR = [
  ...['request.invalid', 'request.malformed', 'request.not_found', 'request.uri_too_long'],
  'request.headers_too_large',
];
/** `If-None-Match: *` matches whatever there is (RFC 9110, 13.1.2). */
const NOT_MODIFIED = 304;
/** Signs of what is nobody's business. */
const LEAKS = /node_modules|\bat [\w.]+ \(|\.ts:\d|\/src\/|\bSELECT\b|\bINSERT INTO\b|QueryFailed|ECONN/;

/** Sends a request exactly as it is: nothing is normalised. */
export function exchange(
  agent: Agent,
  base: string,
  { method, path, headers, body }: FuzzedRequest,
): Promise<Exchange> {
  const { hostname, port } = new URL(base);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const options = { agent, hostname, port, method, path, headers: { ...headers, ...length }, timeout: 10_000 };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('No answer within 10 s.')));
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What is wrong with an answer; empty when nothing. */
export function faultsOf({ status, headers, text }: Exchange, { statuses, codes }: Target): string[] {
  const faults: string[] = [];
  if (status >= 500) faults.push('it is a failure of ours');
  if (status < 400) {
    if (![...statuses, NOT_MODIFIED].includes(status)) faults.push('its status is not documented');
    return faults;
  }
  if (headers['content-encoding'] === undefined && LEAKS.test(text)) faults.push('it tells what is inside');
  if (!String(headers['content-type']).startsWith('application/problem+json')) faults.push('it is no problem document');
  const problem = headers['content-encoding'] === undefined ? parse(text) : undefined;
  if (problem === undefined) return faults;
  const { code } = problem;
  if (problem.status !== status) faults.push('its status is another in the body');
  if (problem.type !== `urn:parley:error:${String(code)}`) faults.push('its type does not fit its code');
  if (problem.correlationId !== headers['x-correlation-id']) faults.push('its correlation id is another in the body');
  const known = [...codes, ...AT_THE_DOOR].includes(String(code));
  if (!known) faults.push(`its code ${String(code)} is not documented`);
  return faults;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { status: 'unreadable' };
  }
}
