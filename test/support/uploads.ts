import { ClientRequest, IncomingHttpHeaders, request } from 'node:http';

export interface UploadAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** A POST whose body is sent piece by piece, on a connection of its own. */
export class Upload {
  readonly answer: Promise<UploadAnswer>;
  private readonly call: ClientRequest;

  constructor(url: string, path: string, headers: Record<string, string>) {
    this.call = request(`${url}/api/v1${path}`, { method: 'POST', agent: false, headers, timeout: 20_000 });
    this.answer = new Promise((resolve, reject) => {
      this.call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        response.on('end', () => {
          const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      });
      this.call.on('timeout', () => this.call.destroy(new Error('no answer in time'))).on('error', reject);
    });
    this.answer.catch(() => undefined);
    this.call.flushHeaders();
  }

  /** Resolves when there is room for more. */
  send(piece: Buffer | string): Promise<void> {
    if (this.call.write(piece)) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        this.call.off('drain', go).off('close', go);
        resolve();
      };
      this.call.on('drain', go).on('close', go);
    });
  }

  end(piece?: Buffer | string): Promise<UploadAnswer> {
    this.call.end(piece);
    return this.answer;
  }

  /** Goes away in the middle. */
  cut(): void {
    this.call.destroy();
  }
}
