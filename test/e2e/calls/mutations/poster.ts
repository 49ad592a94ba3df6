import { Agent, request } from 'node:http';
import { Mutant } from './subjects';

export interface Exchange {
  status: number;
  text: string;
}

const BOUND_MS = 30_000;

/** Sends documents to the import of one server. */
export class Poster {
  constructor(
    private readonly agent: Agent,
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Rejects when there is no whole answer in time. */
  send({ body, mediaType, query }: Mutant): Promise<Exchange> {
    const { hostname, port } = new URL(this.url);
    const path = `/api/v1/calls/import?${new URLSearchParams(query).toString()}`;
    const headers = {
      authorization: `Bearer ${this.token}`,
      'content-type': mediaType,
      'content-length': Buffer.byteLength(body),
    };
    return new Promise((resolve, reject) => {
      const options = { agent: this.agent, hostname, port, path, method: 'POST', headers, timeout: BOUND_MS };
      const sent = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      sent.on('timeout', () => sent.destroy(new Error(`No answer within ${BOUND_MS} ms.`)));
      sent.on('error', (error) =>
        reject(new Error(`${path} of ${mediaType}, ${Buffer.byteLength(body)} bytes: ${error.message}`)),
      );
      sent.end(body);
    });
  }

  /** So many under way at a time; tells each answer. */
  async sendAll(mutants: Mutant[], atOnce: number, told: (mutant: Mutant, answer: Exchange) => void): Promise<void> {
    const waiting = mutants[Symbol.iterator]();
    const sender = async () => {
      for (const mutant of waiting) told(mutant, await this.send(mutant));
    };
    await Promise.all(Array.from({ length: atOnce }, sender));
  }

  close(): void {
    this.agent.destroy();
  }
}
