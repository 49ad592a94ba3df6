import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../core/access/audit/audit-trail';
import { Actor } from '../../core/access/audit/audited-act';
import { Database, Transaction } from '../../core/database/database';
import { CoreErrors } from '../../core/errors/core-errors';
import { AgentsService } from '../agents/agents.service';
import { AppendBatches } from './append-batches';
import { Outcome, planAppend, Progress, refuseTooMany } from './append-plan';
import { SourceDocument } from './imports/documents/call-document.query';
import { CallErrors, foundCall } from './calls.errors';
import { CallCompleted, CallDeleted, UtterancesAppended } from './calls.events';
import { identifyCall, makeCall, toCallRow } from './call-making';
import { CallsRepository, NewCallRow } from './calls.repository';
import { Derivatives } from './derivatives';
import { CallDto, toCallDto } from './dto/call.dto';
import { toPointDto } from './dto/transcript.dto';
import { AppendedDto } from './dto/utterance.dto';
import { callDuration, NewCall, NewUtterance, toDate } from './new-call';
import { lastEndMs, place, Placed, prepare, PreparedUtterance, sentimentColumns, transcriptLength } from './placing';
import { transcriptTrend } from './sentiment/rolling';
import { SentimentAnalyzer } from './sentiment/sentiment-analyzer';
import { sentimentShift } from './sentiment/shift';

export interface CreatedCall {
  call: CallDto;
  /** False when the same call had been created before. */
  created: boolean;
}

/** Where a call stands after an append. */
type Reached = Pick<Progress, 'lastPosition' | 'transcriptLength'>;

@Injectable()
export class CallsService {
  private readonly batches = new AppendBatches((callId, deliveries) => this.appendAll(callId, deliveries));

  constructor(
    private readonly database: Database,
    private readonly calls: CallsRepository,
    private readonly agents: AgentsService,
    private readonly analyzer: SentimentAnalyzer,
    private readonly derivatives: Derivatives,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Creates a live call, or a completed one with its transcript; the same content under the same external id again
   * answers the same call. Throws calls.external_id_taken, calls.utterance_conflict, calls.too_long.
   * @param document what the call was imported from, to be kept with it
   */
  async create(call: NewCall, source: string, document?: SourceDocument): Promise<CreatedCall> {
    const made = await makeCall(this.analyzer, call);
    const { placed } = made;
    const unassigned = toCallRow(made, source, null);
    const measured = this.derivatives.measure(unassigned, made.prepared);
    return this.database.transaction(async (tx) => {
      const agent = call.agent && (await this.agents.ensure(tx, call.agent));
      const row = { ...unassigned, agentId: agent?.id ?? null };
      if (!(await this.calls.insert(tx, row))) return this.repeated(tx, row);
      if (placed.rows.length > 0) await this.calls.insertUtterances(tx, row.id, placed.rows);
      if (document !== undefined) await this.calls.insertDocument(tx, row.id, document);
      await this.derivatives.add(tx, row, measured);
      return { call: toCallDto(foundCall(await this.calls.findById(row.id, tx), row.id)), created: true };
    });
  }

  /** How many utterances `create` would store. Stores nothing and throws what `create` would throw. */
  async rehearse(call: NewCall): Promise<number> {
    const { fresh, contentDigest } = await identifyCall(call);
    const { externalId } = call;
    const existing = externalId === null ? undefined : await this.calls.findByExternalId(this.database, externalId);
    if (existing !== undefined) refuseOther({ externalId, contentDigest }, existing);
    return fresh.length;
  }

  /**
   * Appends utterances to a live call: all of them or, on any conflict, none.
   * Throws calls.not_found, calls.completed, calls.utterance_conflict, calls.too_long.
   */
  async append(callId: string, utterances: NewUtterance[]): Promise<AppendedDto> {
    refuseTooMany(utterances);
    return this.batches.add(callId, prepare(this.analyzer, utterances));
  }

  /** Completes a live call; a completed one is answered as it is. Throws calls.not_found, request.invalid. */
  async complete(callId: string, endedAt?: string): Promise<CallDto> {
    return this.database.transaction(async (tx) => {
      const stream = foundCall(await this.calls.lock(tx, callId), callId);
      if (stream.status === 'live') {
        const transcript = await this.calls.scored(tx, callId);
        const end = toDate(endedAt);
        await this.calls.complete(tx, callId, {
          endedAt: end,
          durationMs: end === null ? lastEndMs(transcript) : callDuration(stream.startedAt, end),
          sentimentTrend: transcript.length === 0 ? null : transcriptTrend(transcript),
          sentimentShift: sentimentShift(transcript),
        });
        await this.derivatives.renew(tx, callId);
        tx.publish(new CallCompleted(callId));
      }
      return toCallDto(foundCall(await this.calls.findById(callId, tx), callId));
    });
  }

  /** Throws calls.not_found. */
  async get(callId: string): Promise<CallDto> {
    return toCallDto(foundCall(await this.calls.findById(callId), callId));
  }

  /** Deletes the call and its transcript. Throws calls.not_found. */
  async delete(callId: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const epoch = foundCall(await this.calls.delete(tx, callId), callId);
      await this.audit.record(
        { action: 'call.delete', outcome: 'ok', actor, target: { kind: 'call', id: callId } },
        tx,
      );
      tx.publish(new CallDeleted(callId, epoch));
    });
  }

  private appendAll(callId: string, deliveries: PreparedUtterance[][]): Promise<Outcome[]> {
    return this.database.transaction(async (tx) => {
      const stream = foundCall(await this.calls.lock(tx, callId), callId);
      const seqs = deliveries.flatMap((delivery) => delivery.map(({ utterance }) => utterance.seq));
      const known = await this.calls.digests(tx, callId, seqs);
      const { fresh, outcomes } = planAppend(deliveries, known, stream);
      if (fresh.length > 0) {
        const placed = place({ state: stream.streamState, lastPosition: stream.lastPosition }, fresh);
        await this.store(tx, { id: callId, epoch: stream.epoch }, placed, {
          lastPosition: stream.lastPosition + fresh.length,
          transcriptLength: stream.transcriptLength + transcriptLength(fresh),
        });
      }
      return outcomes;
    });
  }

  private async store(tx: Transaction, call: { id: string; epoch: number }, placed: Placed, reached: Reached) {
    const createdAt = await this.calls.insertUtterances(tx, call.id, placed.rows);
    const { state, trend } = placed;
    await this.calls.advance(tx, call.id, { ...reached, streamState: state, ...sentimentColumns(state, trend) });
    const points = placed.rows.map((row) => toPointDto(call.id, call.epoch, { ...row, createdAt }));
    tx.publish(new UtterancesAppended(call.id, call.epoch, points));
  }

  private async repeated(tx: Transaction, row: NewCallRow): Promise<CreatedCall> {
    const existing = row.externalId === null ? undefined : await this.calls.findByExternalId(tx, row.externalId);
    if (existing === undefined) throw CoreErrors.conflict.with('The call was deleted at this moment; try again.');
    refuseOther(row, existing);
    return { call: toCallDto(existing), created: false };
  }
}

/** Throws calls.external_id_taken unless both were made of the same content. */
function refuseOther(
  { externalId, contentDigest }: Pick<NewCallRow, 'externalId' | 'contentDigest'>,
  existing: { contentDigest: Buffer },
): void {
  if (existing.contentDigest.equals(contentDigest)) return;
  throw CallErrors.externalIdTaken.with(`The externalId ${externalId ?? ''} belongs to another call.`);
}
