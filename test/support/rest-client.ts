/** What a route answered; `body` is the parsed JSON, or undefined without a body. */
export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

/** An error answer. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  instance: string;
  correlationId: string;
  errors?: { field: string; message: string }[];
}

interface Sending {
  /** Sent as JSON; a string or bytes are sent as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

/** Talks to the REST API of one server as one person, or as nobody without a token. */
export class RestClient {
  constructor(
    readonly url: string,
    private readonly token?: string,
  ) {}

  /** Signs in with a password. */
  static async signIn(url: string, username: string, password: string): Promise<RestClient> {
    const answer = await new RestClient(url).post<{ access_token: string }>('/auth/login', { username, password });
    return new RestClient(url, expectStatus(answer, 200).access_token);
  }

  get<T = unknown>(path: string, sending: Sending = {}): Promise<Answer<T>> {
    return this.send('GET', path, sending);
  }

  post<T = unknown>(path: string, body?: unknown, sending: Sending = {}): Promise<Answer<T>> {
    return this.send('POST', path, { body, ...sending });
  }

  patch<T = unknown>(path: string, body?: unknown, sending: Sending = {}): Promise<Answer<T>> {
    return this.send('PATCH', path, { body, ...sending });
  }

  delete<T = unknown>(path: string): Promise<Answer<T>> {
    return this.send('DELETE', path, {});
  }

  /** Paths begin below /api/v1. Rejects when the whole answer is not there in time. */
  async send<T>(method: string, path: string, sending: Sending): Promise<Answer<T>> {
    const { body, ...answer } = await this.sendRaw(method, path, sending);
    const text = body.toString();
    return { ...answer, body: (text === '' ? undefined : JSON.parse(text)) as T };
  }

  /** The body as it came, byte for byte when it is UTF-8. */
  async download(path: string): Promise<Answer<string>> {
    const answer = await this.downloadBytes(path);
    return { ...answer, body: answer.body.toString() };
  }

  /** The body as it came. */
  downloadBytes(path: string): Promise<Answer<Buffer>> {
    return this.sendRaw('GET', path, {});
  }

  private async sendRaw(
    method: string,
    path: string,
    { body, headers, timeoutMs = 20_000 }: Sending,
  ): Promise<Answer<Buffer>> {
    const asItIs = typeof body === 'string' || body === undefined || body instanceof Uint8Array;
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      body: asItIs ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, body: bytes };
  }
}

/** The body, when the status is the expected one; else an error that tells the whole answer. */
export function expectStatus<T>({ status, body }: Answer<T>, expected: number): T {
  if (status !== expected) throw new Error(`Expected ${expected}, got ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** The problem document of an error answer; fails unless it is one of that code. */
export function expectProblem(answer: Answer, status: number, code: string): ProblemBody {
  const problem = answer.body as ProblemBody;
  expect({ status: answer.status, type: answer.headers.get('content-type'), code: problem.code }).toEqual({
    status,
    type: expect.stringContaining('application/problem+json') as unknown,
    code,
  });
  expect(problem).toMatchObject({ type: `urn:parley:error:${code}`, status });
  expect(problem.correlationId).toBe(answer.headers.get('x-correlation-id'));
  return problem;
}
