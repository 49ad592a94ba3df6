import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../../core/database/database';
import { CallDetails } from '../../metrics/conversation-metrics.service';
import { PACKED_FIGURES, PackedFigures } from '../../metrics/call-figures.service';
import { CallStatus } from '../entities/call.entity';

/** A call and what is stored of its numbers, as of one moment. */
export interface CountedCall {
  status: CallStatus;
  epoch: number;
  /** All null while nothing is stored. */
  formulas: number | null;
  figures: PackedFigures | null;
  details: CallDetails | null;
}

@Injectable()
export class ConversationRepository {
  constructor(private readonly database: Database) {}

  /** Undefined when there is no such call. */
  async find(callId: string, db: Queryable = this.database): Promise<CountedCall | undefined> {
    const rows = await db.query<CountedCall>(
      `SELECT c.status, c.epoch, f.formulas, f.details, ${PACKED_FIGURES} AS figures
       FROM calls c LEFT JOIN call_figures f ON f.call_id = c.id WHERE c.id = $1`,
      [callId],
      'calls.figures',
    );
    return rows[0];
  }

  /** Runs reads that all see one moment. */
  atOneMoment<T>(read: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      return read(tx);
    });
  }
}
