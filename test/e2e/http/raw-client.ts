import { request, IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { Problem } from '../../../src/core/errors/problem';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  problem: Problem;
}

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

const BOUND_MS = 10_000;

/** One request with exactly these headers and bytes, on a connection of its own. */
export function send(port: number, path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path, method, headers, agent: false, timeout: BOUND_MS },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isProblem = answer.headers['content-type']?.startsWith('application/problem+json');
          const problem = (isProblem ? JSON.parse(text) : {}) as Problem;
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, problem });
        });
      },
    );
    call.on('timeout', () => call.destroy(new Error('no answer in time'))).on('error', reject);
    call.end(body);
  });
}

export function sendJson(port: number, path: string, body: Buffer | string, headers = {}): Promise<Answer> {
  return send(port, path, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });
}

/** Writes bytes and answers all that comes back until the server closes, with the time that took; rejects when it never does. */
export function exchange(port: number, bytes: string): Promise<{ text: string; ms: number }> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(BOUND_MS, () => socket.destroy(new Error('the server kept the connection open')));
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? undefined : reject(error)));
    socket.on('close', () => resolve({ text, ms: performance.now() - started }));
  });
}
