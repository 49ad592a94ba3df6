import { Injectable } from '@nestjs/common';
import { Database, Transaction } from '../../../core/database/database';
import { CALL_COLUMNS, CallRow, CALLS } from '../call-row';
import { NewUtterance } from '../new-call';

/** A call and all that was said, as they stood at one moment. */
export interface CallSnapshot {
  call: CallRow;
  utterances: NewUtterance[];
}

/** The most of a call that is read as a whole. */
export interface SnapshotLimits {
  /** Timed words. */
  words: number;
  /** Bytes of what was said and of its timed words, as Postgres writes them. */
  bytes: number;
}

/** Reads whole calls. */
@Injectable()
export class ExportsRepository {
  constructor(private readonly database: Database) {}

  /** Undefined when there is no such call; `tooLong` when it is more than `most`, and then the utterances are not read. */
  snapshot(id: string, most: SnapshotLimits): Promise<CallSnapshot | 'tooLong' | undefined> {
    return this.database.transaction(async (tx) => {
      // A correction between the two reads must not make a call that never was.
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const [call] = await tx.query<CallRow>(`SELECT ${CALL_COLUMNS} FROM ${CALLS} WHERE c.id = $1`, [id]);
      if (call === undefined) return undefined;
      const size = await this.measure(tx, id);
      if (size.words > most.words || size.bytes > most.bytes) return 'tooLong';
      return { call, utterances: await this.utterances(tx, id) };
    });
  }

  /** The id of the call of that external id. */
  async findNamed(externalId: string): Promise<string | undefined> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM calls WHERE external_id = $1', [externalId]);
    return rows[0]?.id;
  }

  /** The id again, when it is that of a call without an external id. */
  async findUnnamed(id: string): Promise<string | undefined> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM calls WHERE id = $1 AND external_id IS NULL',
      [id],
      'calls.unnamed',
    );
    return rows[0]?.id;
  }

  private utterances(tx: Transaction, callId: string): Promise<NewUtterance[]> {
    return tx.query<NewUtterance>(
      `SELECT seq, speaker, start_ms AS "startMs", end_ms AS "endMs", text, words, vendor_sentiment AS "vendorSentiment"
       FROM utterances WHERE call_id = $1 ORDER BY seq`,
      [callId],
    );
  }

  /** Of one utterance after the other, so that a call of any size takes little memory. */
  private async measure(tx: Transaction, callId: string): Promise<SnapshotLimits> {
    const [size] = await tx.query<SnapshotLimits>(
      `SELECT COALESCE(sum(jsonb_array_length(words)), 0)::float8 AS words,
         COALESCE(sum(octet_length(text) + COALESCE(octet_length(words::text), 0)), 0)::float8 AS bytes
       FROM utterances WHERE call_id = $1`,
      [callId],
    );
    return size ?? { words: 0, bytes: 0 };
  }
}
