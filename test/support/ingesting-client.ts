import { randomUUID } from 'node:crypto';
import { RestClient } from './rest-client';
import { deadline } from './wait-for';

/** One thing that was sent: until it is acknowledged it is sent again, under the same key. */
interface Item {
  path: string;
  body: unknown;
  contentType: string;
  /** What tells the calls that it makes, in their field `customer`. */
  customers: string[];
}

/** What a client was promised. */
export interface Promised {
  /** `customer` of each call that is or will be there, once. */
  customers: string[];
  /** Jobs that are or will be done, once. */
  jobs: string[];
}

const PAUSE_MS = 100;

/** Brings in calls one after another, alone and in bulk, and orders jobs, whatever happens to the servers. */
export class IngestingClient {
  readonly promised: Promised = { customers: [], jobs: [] };
  /** Requests that were refused for now or got no answer. */
  repeated = 0;
  /** Answers that no client should get, whatever is broken. */
  readonly wrong: string[] = [];
  private stopped = false;
  private work?: Promise<void>;

  constructor(
    private readonly name: string,
    private readonly rest: () => RestClient,
  ) {}

  start(): this {
    this.work = this.run();
    return this;
  }

  /** Lets what is under way be acknowledged, and ends. */
  async stop(): Promise<void> {
    this.stopped = true;
    await deadline('a client to be acknowledged', this.work ?? Promise.resolve(), 60_000, () => this.wrong.join());
  }

  private async run(): Promise<void> {
    for (let number = 1; !this.stopped; number += 1) {
      const item = this.item(number);
      const key = randomUUID();
      while (!(await this.deliver(item, key))) {
        this.repeated += 1;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  private item(number: number): Item {
    const customer = `${this.name}-${number}`;
    if (number % 3 === 1) return { ...JSON_BODY, path: '/calls', body: call(customer), customers: [customer] };
    if (number % 3 === 2) return { ...JSON_BODY, path: '/jobs', body: CHECK, customers: [] };
    const customers = Array.from({ length: 20 }, (_, row) => `${customer}-${row}`);
    const lines = customers.map((one) => `${JSON.stringify(call(one))}\n`).join('');
    return { path: '/calls/bulk', body: lines, contentType: 'application/x-ndjson', customers };
  }

  /** Whether it was acknowledged. */
  private async deliver({ path, body, contentType, customers }: Item, key: string): Promise<boolean> {
    const headers = { 'idempotency-key': key, 'content-type': contentType };
    const answer = await this.rest()
      .post<{ id?: string; code?: string }>(path, body, { headers, timeoutMs: 15_000 })
      .catch(() => undefined);
    if (answer?.status === 201 || answer?.status === 202) {
      this.promised.customers.push(...customers);
      if (answer.status === 202) this.promised.jobs.push(answer.body.id ?? '');
      return true;
    }
    if (answer !== undefined && !PASSING.includes(answer.status))
      this.wrong.push(`${answer.status} ${answer.body.code}`);
    return false;
  }
}

const JSON_BODY = { contentType: 'application/json' };
const CHECK = { type: 'system.check', payload: { steps: 2, stepMs: 20 } };
/** An unfinished request with the same key; too many; not now. */
const PASSING = [409, 429, 503];

function call(customer: string): object {
  const utterances = [
    { seq: 1, speaker: 'agent', startMs: 0, endMs: 900, text: 'How may I help you today?' },
    { seq: 2, speaker: 'customer', startMs: 1_000, endMs: 2_500, text: `This is ${customer}, I love it, thank you.` },
  ];
  return { customer, startedAt: '2026-03-01T09:30:00Z', utterances };
}
