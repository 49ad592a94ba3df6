import { Injectable } from '@nestjs/common';
import { Transaction } from '../../../core/database/database';
import { AgentsService } from '../../agents/agents.service';
import { CallFiguresService } from '../../metrics/call-figures.service';
import { CallErrors } from '../calls.errors';
import { MAX_KEPT_REJECTIONS } from '../limits';
import { SearchRepository } from '../search/search.repository';
import { BulkRepository, TakenRow } from './bulk.repository';
import { PreparedBatch, PreparedHead, Rejection } from './raw-batch';

/** What became of rows. */
export interface RowCounts {
  accepted: number;
  duplicates: number;
  rejected: number;
}

const MOST_TRIES = 5;

/** Stores batches of prepared calls. */
@Injectable()
export class BulkWriter {
  constructor(
    private readonly bulk: BulkRepository,
    private readonly agents: AgentsService,
    private readonly search: SearchRepository,
    private readonly figures: CallFiguresService,
  ) {}

  /**
   * Stores the batch as the last part of the caller's transaction; the order of its locks is that of POST /calls.
   * @param before what became of the rows of the job so far
   */
  async write(tx: Transaction, jobId: string, batch: PreparedBatch, before: RowCounts): Promise<RowCounts> {
    const taken = batch.heads.length === 0 ? [] : await this.insertCalls(tx, batch);
    const rejections = [...batch.rejections, ...taken.filter(({ same }) => !same).map(toRejection)];
    await this.storeTranscripts(tx, batch, new Set(taken.map(({ line }) => line)));
    // A small file can unpack to millions of rows that are none: their reasons must not fill the disk.
    const kept = rejections.slice(0, Math.max(0, MAX_KEPT_REJECTIONS - before.rejected));
    if (kept.length > 0) await this.bulk.insertRejections(tx, jobId, kept);
    // Those of calls that were not stored are passed over.
    if (batch.heads.length > taken.length) await this.figures.storeRows(tx, batch.figures);
    return {
      accepted: batch.heads.length - taken.length,
      duplicates: taken.filter(({ same }) => same).length,
      rejected: rejections.length,
    };
  }

  /** A call that had the external id may be deleted in the moment between: then it is free after all. */
  private async insertCalls(tx: Transaction, { heads, calls }: PreparedBatch): Promise<TakenRow[]> {
    for (let tries = 1; ; tries += 1) {
      await this.agents.ensureAll(tx, await this.agentsOfNew(tx, heads));
      await this.bulk.insertCalls(tx, calls);
      const taken = await this.bulk.taken(tx, heads);
      if (taken.every(({ same }) => same !== null)) return taken;
      if (tries === MOST_TRIES) throw new Error('Calls with external ids of the batch are deleted again and again.');
    }
  }

  /** A call that is not stored makes no agent. */
  private async agentsOfNew(tx: Transaction, heads: PreparedHead[]) {
    const ids = heads.map(({ externalId }) => externalId);
    const known = new Set(await this.bulk.known(tx, ids));
    return heads.flatMap(({ externalId, agent }) => (agent === null || known.has(externalId) ? [] : [agent]));
  }

  private async storeTranscripts(tx: Transaction, batch: PreparedBatch, taken: ReadonlySet<number>): Promise<void> {
    const { heads, utterances, ends } = batch;
    const stored = heads.filter(({ line }) => !taken.has(line));
    if (stored.length === 0) return;
    const all = stored.length === heads.length;
    const rows = all
      ? [utterances]
      : heads.flatMap(({ line }, index) =>
          taken.has(line) ? [] : [utterances.subarray(index === 0 ? 0 : ends[index - 1], ends[index])],
        );
    await this.bulk.copyUtterances(tx, rows);
    await this.search.add(
      tx,
      stored.map(({ id }) => id),
    );
  }
}

function toRejection({ line, externalId }: TakenRow): Rejection {
  const { code } = CallErrors.externalIdTaken;
  return { line, externalId, code, reason: `The externalId ${externalId} belongs to another call.` };
}
