import { uuidv7 } from '../../src/core/database/ids';
import { Database } from '../../src/core/database/database';
import { CleanupRepository } from '../../src/modules/calls/cleanup/cleanup.repository';
import { CallDto } from '../../src/modules/calls/dto/call.dto';
import { MeasuringService } from '../../src/modules/calls/figures/measuring.service';
import { BEFORE_ALL } from '../../src/modules/calls/place';
import { Account } from './accounts';
import { TestApp } from './app';
import { ingested } from './bulk';
import { Answer } from './rest-client';
import { utterance } from './samples';

const DIRECTIONS = ['inbound', 'outbound', undefined];
/** Around the nights in which clocks are changed, when a day of New York has 23 or 25 hours. */
const NIGHTS = ['2026-03-07T22:00:00Z', '2026-03-08T22:00:00Z', '2026-10-31T22:00:00Z'].map((night) =>
  Date.parse(night),
);
const HALF_AN_HOUR = 1_800_000;

/** Whatever happens to calls, at random: each step through the API, a job or what a job does. */
export class CallHistory {
  /** What was answered other than success: something only where several change the same calls. */
  readonly refused: string[] = [];

  constructor(
    private readonly parley: TestApp,
    private readonly owner: Account,
    private readonly random: () => number,
    /** Calls that are there, or were; several histories may share them. */
    private readonly calls: string[] = [],
  ) {}

  async step(): Promise<void> {
    const steps = [
      ...[this.create, this.create, this.create, this.live, this.append, this.complete, this.complete],
      ...[this.correct, this.correct, this.swap, this.swap, this.remove, this.measure],
    ];
    await this.pick(steps).call(this);
  }

  /** Calls of one file: some new, some in it twice, some of it refused. */
  async ingest(count: number): Promise<void> {
    const rows = Array.from({ length: count }, () => ({ ...this.made(), externalId: uuidv7() }));
    const wrong = { externalId: 'wrong', utterances: [{ seq: 0 }] };
    const doubled = [...rows, ...rows.slice(0, count / 2), wrong].sort(() => this.random() - 0.5);
    await ingested(this.parley, this.owner.id, doubled);
  }

  /** What a batch of the clean-up does. */
  async cleanUp(): Promise<void> {
    const cutoff = new Date(this.pick(NIGHTS));
    const old = this.parley.app.get(CleanupRepository, { strict: false });
    await this.parley.app.get(Database).transaction(async (tx) => {
      const doomed = await old.lock(tx, cutoff, BEFORE_ALL, 5);
      await old.delete(
        tx,
        doomed.map(({ id }) => id),
      );
    });
  }

  private async create(): Promise<void> {
    const headers = this.random() < 0.3 ? { 'Idempotency-Key': uuidv7() } : undefined;
    const { body } = await this.told(this.owner.rest.post<CallDto>('/calls', this.made(), { headers }));
    this.calls.push(body.id);
  }

  private async live(): Promise<void> {
    const { utterances, ...head } = this.made();
    const { body } = await this.told(this.owner.rest.post<CallDto>('/calls', head));
    this.calls.push(body.id);
    if (this.random() < 0.8) await this.told(this.owner.rest.post(`/calls/${body.id}/utterances`, { utterances }));
  }

  private async append(): Promise<void> {
    const [call] = await this.some();
    if (call?.status !== 'live') return this.live();
    const last = call.lastPosition;
    const further = [last + 1, last + 2].map((seq) => this.spoken(seq + 100));
    await this.told(this.owner.rest.post(`/calls/${call.id}/utterances`, { utterances: further }));
  }

  private async complete(): Promise<void> {
    for (const { id, status } of await this.some(4)) {
      if (status === 'live') await this.told(this.owner.rest.post(`/calls/${id}/complete`, {}));
    }
  }

  private async correct(): Promise<void> {
    for (const { id, epoch } of await this.some()) {
      const transcript = await this.owner.rest.get<{ utterances?: { seq: number }[] }>(`/calls/${id}/transcript`);
      const seq = this.pick(transcript.body.utterances ?? [])?.seq;
      if (seq === undefined) continue;
      const { text } = utterance(Math.floor(this.random() * 1_000));
      await this.told(this.owner.rest.patch(`/calls/${id}/utterances/${seq}`, { expectedVersion: epoch, text }));
    }
  }

  private async swap(): Promise<void> {
    for (const { id, epoch } of await this.some()) {
      await this.told(this.owner.rest.post(`/calls/${id}/swap-speakers`, { expectedVersion: epoch }));
    }
  }

  private async remove(): Promise<void> {
    for (const { id } of await this.some()) await this.told(this.owner.rest.delete(`/calls/${id}`));
  }

  /** What the recalculation does to calls, in whatever order it is told of them. */
  private async measure(): Promise<void> {
    const ids = Array.from({ length: 4 }, () => this.pick(this.calls)).filter((id) => id !== undefined);
    const measuring = this.parley.app.get(MeasuringService, { strict: false });
    await this.parley.app.get(Database).transaction((tx) => measuring.recompute(tx, ids));
  }

  private made() {
    const startedAt = new Date(this.pick(NIGHTS) + Math.floor(this.random() * 24) * HALF_AN_HOUR).toISOString();
    const agent = this.random() < 0.2 ? undefined : { externalId: `agent-${Math.floor(this.random() * 3)}` };
    const seqs = Array.from({ length: 1 + Math.floor(this.random() * 6) }, (_, index) => index + 1);
    return { startedAt, agent, direction: this.pick(DIRECTIONS), utterances: seqs.map((seq) => this.spoken(seq)) };
  }

  private spoken(seq: number) {
    const startMs = seq * 3_000 + Math.floor(this.random() * 4_000);
    const times = this.random() < 0.05 ? {} : { startMs, endMs: startMs + Math.floor(this.random() * 6_000) };
    const label = this.pick(['POSITIVE', 'NEGATIVE', undefined]);
    const { text } = utterance(Math.floor(this.random() * 1_000));
    const vendorSentiment = label === undefined ? undefined : { label };
    return { seq, speaker: this.pick(['agent', 'customer', 'other']), text, vendorSentiment, ...times };
  }

  /** Calls that are still there. */
  private async some(count = 1): Promise<CallDto[]> {
    const ids = Array.from({ length: count }, () => this.pick(this.calls));
    const answers = await Promise.all(ids.map((id) => this.owner.rest.get<CallDto>(`/calls/${id}`)));
    return answers.filter(({ status }) => status === 200).map(({ body }) => body);
  }

  private async told<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
    const answer = await asked;
    const { status, body } = answer as Answer<{ code?: string }>;
    if (status >= 300) this.refused.push(`${status} ${body.code}`);
    return answer;
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }
}
