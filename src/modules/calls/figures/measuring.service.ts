import { Injectable } from '@nestjs/common';
import { Database, Queryable, Transaction } from '../../../core/database/database';
import { CallFiguresService, MeasuredCall } from '../../metrics/call-figures.service';
import { Conversation, ConversationMetrics } from '../../metrics/conversation-metrics.service';
import { CallErrors, foundCall } from '../calls.errors';
import { NewCallRow } from '../calls.repository';
import { PreparedUtterance } from '../placing';
import { BEFORE_ALL, Place } from '../place';
import { toConversation } from './conversation';
import { MeasuringRepository, Unmeasured } from './measuring.repository';

export type { Place, Unmeasured };

/** More than the column holds. */
const BEYOND_ALL_FORMULAS = 2 ** 15;

/** Measures what is stored of calls. */
@Injectable()
export class MeasuringService {
  constructor(
    private readonly database: Database,
    private readonly calls: MeasuringRepository,
    private readonly metrics: ConversationMetrics,
    private readonly figures: CallFiguresService,
  ) {}

  /** The figures of a call that is about to be stored, the same as of what is stored. */
  measure(call: NewCallRow, prepared: PreparedUtterance[]): MeasuredCall {
    return { callId: call.id, ...this.metrics.measure(toConversation(call, prepared)) };
  }

  /** As CallFiguresService.store. */
  store(tx: Transaction, measured: MeasuredCall): Promise<void> {
    return this.figures.store(tx, [measured]);
  }

  /**
   * Measures completed calls anew and replaces their figures; live ones and ids that no call has are passed over. Locks
   * the calls, then the rows of the rollups: to be called once in a transaction, as the last that it does, for calls that
   * all have figures or all have none.
   */
  async recompute(tx: Transaction, callIds: string[]): Promise<void> {
    await this.calls.lock(tx, callIds);
    await this.measureStored(tx, callIds);
  }

  /** As `recompute`, of a call that the transaction has locked. */
  async measureLocked(tx: Transaction, callId: string): Promise<void> {
    await this.measureStored(tx, [callId]);
  }

  /**
   * Looks at the next calls behind a place by age for completed ones whose figures are missing or of older formulas; goes
   * less far where those together are long, or some are missing and others old.
   * @param after null: from the oldest on
   * @param limit how many calls to look at
   * @param before a time as Postgres reads it: calls that began then or later are left out
   * @param measured also the completed ones that have the figures of the present formulas
   */
  unmeasured(
    db: Queryable,
    after: Place | null,
    limit: number,
    { before = 'infinity', measured = false } = {},
  ): Promise<Unmeasured> {
    const formulas = measured ? BEYOND_ALL_FORMULAS : this.figures.formulas;
    return this.calls.unmeasured(db, { after: after ?? BEFORE_ALL, before }, limit, formulas);
  }

  /** A completed call as the formulas see it. Throws calls.not_found, calls.live. */
  async conversation(callId: string, db: Queryable = this.database): Promise<Conversation> {
    const [row] = await this.calls.conversations(db, [callId]);
    const { status, conversation } = foundCall(row, callId);
    if (status === 'live') throw CallErrors.live.with(`Figures of the call ${callId} appear when it completes.`);
    return conversation;
  }

  private async measureStored(tx: Transaction, callIds: string[]): Promise<void> {
    const rows = await this.calls.conversations(tx, callIds);
    const completed = rows.filter(({ status }) => status === 'completed');
    await this.figures.store(
      tx,
      completed.map(({ id, conversation }) => ({ callId: id, ...this.metrics.measure(conversation) })),
    );
  }
}
