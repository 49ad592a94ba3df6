import { Agent, request } from 'node:http';
import { answerAsks } from '../support/asks';

export interface Load {
  url: string;
  headers: Record<string, string>;
  requests: number;
  connections: number;
}

export interface LoadResult {
  seconds: number;
  failed: number;
  /** Of the first answer, to see that both servers answered the same. */
  body: string;
  /** Of each request, in ms, ascending. */
  latencies: number[];
}

async function run({ url, headers, requests, connections }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const started = performance.now();
  const result: LoadResult = { seconds: 0, failed: 0, body: '', latencies: [] };
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const sent = performance.now();
      const { status, body } = await get(url, headers, agent);
      result.latencies.push(performance.now() - sent);
      if (status !== 200) result.failed += 1;
      if (result.body === '') result.body = body;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  result.latencies.sort((a, b) => a - b);
  return { ...result, seconds: (performance.now() - started) / 1000 };
}

function get(url: string, headers: Record<string, string>, agent: Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers }, (response) => {
      let body = '';
      response.setEncoding('latin1');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

answerAsks({ run });
