import { Injectable } from '@nestjs/common';
import { Database, Transaction } from '../../../core/database/database';
import { Call } from '../entities/call.entity';
import { CallDetails, CallSentiment, CallVersion, ScoredText } from '../entities/call-version.entity';
import { Utterance } from '../entities/utterance.entity';
import { VersionRow } from './dto/call-version.dto';
import { StreamedUtterance } from './restream';
import { Correction } from './undo';

/** What an utterance becomes; without a text it keeps the one it has, and all that follows from it. */
export type UtteranceChange = StreamedUtterance & { scored?: ScoredText & Pick<Utterance, 'keywords'> };

export type NewVersionRow = Omit<CallVersion, 'replacedAt'>;

/** Where a page of versions begins; the newest comes first. */
export interface VersionPageStart {
  limit: number;
  offset: number;
  before: number;
}

/** All SQL over corrections and what they replaced. */
@Injectable()
export class CorrectionsRepository {
  constructor(private readonly database: Database) {}

  /** Undefined when the call has no such utterance. */
  async text(tx: Transaction, callId: string, seq: number): Promise<ScoredText | undefined> {
    const rows = await tx.query<ScoredText>(
      'SELECT text, analyzer, score, confidence, label FROM utterances WHERE call_id = $1 AND seq = $2',
      [callId, seq],
    );
    return rows[0];
  }

  /** The call's whole stream, by position. Call it only after the call's row is locked. */
  stream(tx: Transaction, callId: string): Promise<StreamedUtterance[]> {
    return tx.query<StreamedUtterance>(
      `SELECT seq, speaker, start_ms AS "startMs", end_ms AS "endMs", word_count AS words, score AS "scoreE4", trend,
         rolling_agent AS "rollingAgent", rolling_customer AS "rollingCustomer"
       FROM utterances WHERE call_id = $1 ORDER BY position`,
      [callId],
    );
  }

  async updateUtterances(tx: Transaction, callId: string, changes: UtteranceChange[]): Promise<void> {
    const rows = changes.map(({ scored, ...rest }) => ({ ...rest, ...scored }));
    await tx.query(
      `UPDATE utterances AS u SET speaker = r.speaker, word_count = r.words, score = r."scoreE4", trend = r.trend,
         rolling_agent = r."rollingAgent", rolling_customer = r."rollingCustomer", text = COALESCE(r.text, u.text),
         analyzer = COALESCE(r.analyzer, u.analyzer), confidence = COALESCE(r.confidence, u.confidence),
         label = COALESCE(r.label, u.label), keywords = COALESCE(r.keywords, u.keywords)
       FROM json_to_recordset($2) AS r(seq int, speaker text, words int, "scoreE4" int, trend text, "rollingAgent" int,
         "rollingCustomer" int, text text, analyzer text, confidence int, label text, keywords text[])
       WHERE u.call_id = $1 AND u.seq = r.seq`,
      [callId, JSON.stringify(rows)],
    );
  }

  /** What follows from the utterances as they are now. */
  async restate(
    tx: Transaction,
    callId: string,
    to: Pick<Call, 'transcriptLength' | 'streamState'> & CallSentiment,
  ): Promise<void> {
    await tx.query(
      `UPDATE calls SET transcript_length = $2, stream_state = $3, sentiment_overall = $4, sentiment_agent = $5,
         sentiment_customer = $6, sentiment_trend = $7, sentiment_shift = $8,
         sentiment_final = CASE status WHEN 'completed' THEN $4::smallint END WHERE id = $1`,
      [
        ...[callId, to.transcriptLength, to.streamState, to.sentimentOverall, to.sentimentAgent],
        ...[to.sentimentCustomer, to.sentimentTrend, to.sentimentShift],
      ],
    );
  }

  async updateDetails(tx: Transaction, callId: string, { tags, customer, metadata }: CallDetails): Promise<void> {
    await tx.query('UPDATE calls SET tags = $2, customer = $3, metadata = $4 WHERE id = $1', [
      ...[callId, tags, customer, metadata],
    ]);
  }

  /** Keeps what was replaced, and gives the call its next version. */
  async raise(tx: Transaction, row: NewVersionRow): Promise<void> {
    await tx.query(
      `INSERT INTO call_versions (call_id, version, last_position, replaced_at, replaced_by, replaced_by_name, kind, seq,
         fields, before)
       VALUES ($1, $2, $3, date_trunc('milliseconds', clock_timestamp()), $4, $5, $6, $7, $8, $9)`,
      [
        ...[row.callId, row.version, row.lastPosition, row.replacedBy, row.replacedByName, row.kind, row.seq],
        ...[row.fields, row.before],
      ],
    );
    await tx.query('UPDATE calls SET epoch = $2 + 1, updated_at = clock_timestamp() WHERE id = $1', [
      ...[row.callId, row.version],
    ]);
  }

  /** One more than asked for, if there are, to tell that there is a next page. */
  list(callId: string, { limit, offset, before }: VersionPageStart): Promise<VersionRow[]> {
    return this.database.query<VersionRow>(
      `(SELECT version + 1 AS version, replaced_at AS at, kind, seq, fields,
          json_build_object('id', replaced_by, 'username', replaced_by_name) AS by
        FROM call_versions WHERE call_id = $1 AND version < $2::int - 1 ORDER BY version DESC LIMIT $3::int + $4::int)
       UNION ALL
       (SELECT 1, created_at, 'received', NULL, NULL, NULL FROM calls WHERE id = $1 AND $2::int > 1)
       ORDER BY version DESC LIMIT $3 OFFSET $4`,
      [callId, before, limit + 1, offset],
    );
  }

  /** Everything that the transaction reads is of one moment, and it only reads. To be called first in it. */
  async freeze(tx: Transaction): Promise<void> {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  }

  /**
   * Corrections that replaced the version or a later one, as few as it takes to undo them all: of each part the oldest, and
   * no more texts than the version itself had.
   */
  since(tx: Transaction, callId: string, version: number): Promise<Correction[]> {
    return tx.query<Correction>(
      `WITH later AS (
         SELECT version, kind, seq, fields, last_position FROM call_versions WHERE call_id = $1 AND version >= $2
       ), needed AS (
         SELECT $2::int AS version
         UNION SELECT min(l.version) FROM later l JOIN utterances u ON u.call_id = $1 AND u.seq = l.seq
           WHERE u.position <= (SELECT last_position FROM later WHERE version = $2) GROUP BY l.seq
         UNION SELECT min(version) FROM later, unnest(fields) AS field GROUP BY field
         UNION SELECT min(version) FROM later WHERE kind = 'swap'
         UNION SELECT max(version) FROM later WHERE kind = 'swap' HAVING count(*) % 2 = 0)
       SELECT version, v.kind, v.seq, v.last_position AS "lastPosition", v.before
       FROM needed JOIN call_versions v USING (version) WHERE v.call_id = $1`,
      [callId, version],
    );
  }
}
