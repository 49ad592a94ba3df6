import { Injectable } from '@nestjs/common';
import { Database, Queryable, Transaction } from '../../core/database/database';
import { findDocument, insertDocument, SourceDocument } from './imports/documents/call-document.query';
import { CallListing, listCalls, ListedCalls } from './call-list.query';
import { CALL_COLUMNS, CallRow, CALLS } from './call-row';
import { PointRow, TranscriptRow } from './dto/transcript.dto';
import { Call } from './entities/call.entity';
import { Utterance } from './entities/utterance.entity';
import { ScoredUtterance } from './sentiment/rolling';

/** `startedAt` null: now, by the database's clock. */
export type NewCallRow = Omit<Call, 'createdAt' | 'updatedAt' | 'epoch' | 'startedAt' | 'sentimentFinal'> & {
  startedAt: Date | null;
};
export type NewUtteranceRow = Omit<Utterance, 'callId' | 'createdAt'>;

/** What an append must know of its call. */
export type StreamRow = Pick<
  Call,
  'status' | 'epoch' | 'lastPosition' | 'transcriptLength' | 'streamState' | 'startedAt'
>;
export type StreamHead = Pick<Call, 'id' | 'status' | 'epoch' | 'lastPosition'>;
export type SentimentColumns = Pick<
  Call,
  'sentimentOverall' | 'sentimentAgent' | 'sentimentCustomer' | 'sentimentTrend'
>;

const POINT_COLUMNS = `position, seq, speaker, text, score, confidence, trend, keywords, rolling_agent AS "rollingAgent",
  rolling_customer AS "rollingCustomer", created_at AS "createdAt"`;

/** All SQL over calls and utterances. */
@Injectable()
export class CallsRepository {
  constructor(private readonly database: Database) {}

  async findById(id: string, db: Queryable = this.database): Promise<CallRow | undefined> {
    return (await db.query<CallRow>(`SELECT ${CALL_COLUMNS} FROM ${CALLS} WHERE c.id = $1`, [id], 'calls.by_id'))[0];
  }

  /** Undefined when there is none; with the digest of what it was created from. */
  async findByExternalId(
    db: Queryable,
    externalId: string,
  ): Promise<(CallRow & { contentDigest: Buffer }) | undefined> {
    const rows = await db.query<CallRow & { contentDigest: Buffer }>(
      `SELECT ${CALL_COLUMNS}, c.content_digest AS "contentDigest" FROM ${CALLS} WHERE c.external_id = $1`,
      [externalId],
    );
    return rows[0];
  }

  list(listing: CallListing): Promise<ListedCalls> {
    return listCalls(this.database, listing);
  }

  /** False when the external id is taken. */
  async insert(tx: Transaction, call: NewCallRow): Promise<boolean> {
    const inserted = await tx.query(
      `INSERT INTO calls (id, external_id, content_digest, status, agent_id, customer, direction, started_at, ended_at,
         duration_ms, language, tags, metadata, source, last_position, transcript_length, stream_state, sentiment_overall,
         sentiment_agent, sentiment_customer, sentiment_trend, sentiment_shift, sentiment_final)
       VALUES ($1, $2, $3, $4, $5, $6, $7, COALESCE($8, date_trunc('milliseconds', now())), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
         CASE $4 WHEN 'completed' THEN $18::smallint END)
       ON CONFLICT (external_id) DO NOTHING RETURNING id`,
      [
        ...[call.id, call.externalId, call.contentDigest, call.status, call.agentId, call.customer, call.direction],
        ...[call.startedAt, call.endedAt, call.durationMs, call.language, call.tags, call.metadata, call.source],
        ...[call.lastPosition, call.transcriptLength, call.streamState, call.sentimentOverall, call.sentimentAgent],
        ...[call.sentimentCustomer, call.sentimentTrend, call.sentimentShift],
      ],
      'calls.insert',
    );
    return inserted.length > 0;
  }

  insertDocument(tx: Transaction, callId: string, document: SourceDocument): Promise<void> {
    return insertDocument(tx, callId, document);
  }

  /** `document` is null when the call was not imported; undefined when there is no such call. */
  document(callId: string): Promise<{ document: SourceDocument | null } | undefined> {
    return findDocument(this.database, callId);
  }

  /** Locks the call's row until the transaction ends: whoever appends or completes next waits here. */
  async lock(tx: Transaction, id: string): Promise<StreamRow | undefined> {
    const rows = await tx.query<StreamRow>(
      `SELECT status, epoch, last_position AS "lastPosition", transcript_length AS "transcriptLength",
         stream_state AS "streamState", started_at AS "startedAt"
       FROM calls WHERE id = $1 FOR UPDATE`,
      [id],
      'calls.lock',
    );
    return rows[0];
  }

  /** Digests of those of the given utterances that are stored already, by seq. Call it only after `lock`. */
  async digests(tx: Transaction, callId: string, seqs: number[]): Promise<Map<number, Buffer>> {
    const rows = await tx.query<Pick<Utterance, 'seq' | 'digest'>>(
      'SELECT seq, digest FROM utterances WHERE call_id = $1 AND seq = ANY ($2)',
      [callId, seqs],
      'utterances.digests',
    );
    return new Map(rows.map((row) => [row.seq, row.digest]));
  }

  /** Stores the utterances in one statement; answers when, which under the lock is never earlier than those before. */
  async insertUtterances(tx: Transaction, callId: string, rows: NewUtteranceRow[]): Promise<Date> {
    const [stored] = await tx.query<{ now: Date }>(
      `WITH moment AS (SELECT date_trunc('milliseconds', clock_timestamp()) AS now), stored AS (
         INSERT INTO utterances (call_id, seq, position, speaker, start_ms, end_ms, text, word_count, words, vendor_sentiment,
           digest, analyzer, score, confidence, label, keywords, trend, rolling_agent, rolling_customer, created_at)
         SELECT $1, seq, position, speaker, "startMs", "endMs", text, "wordCount", words, "vendorSentiment",
           decode(digest, 'hex'), analyzer, score, confidence, label, keywords, trend, "rollingAgent", "rollingCustomer",
           now
         FROM moment, json_to_recordset($2) AS r(seq int, position int, speaker text, "startMs" int, "endMs" int, text text,
           "wordCount" int, words jsonb, "vendorSentiment" jsonb, digest text, analyzer text, score int, confidence int, label text,
           keywords text[], trend text, "rollingAgent" int, "rollingCustomer" int))
       SELECT now FROM moment`,
      [callId, JSON.stringify(rows.map((row) => ({ ...row, digest: row.digest.toString('hex') })))],
      'utterances.insert',
    );
    return (stored as { now: Date }).now;
  }

  async advance(
    tx: Transaction,
    id: string,
    to: Pick<Call, 'lastPosition' | 'transcriptLength' | 'streamState'> & SentimentColumns,
  ): Promise<void> {
    await tx.query(
      `UPDATE calls SET last_position = $2, transcript_length = $3, stream_state = $4, sentiment_overall = $5,
         sentiment_agent = $6, sentiment_customer = $7, sentiment_trend = $8, updated_at = clock_timestamp() WHERE id = $1`,
      [
        id,
        to.lastPosition,
        to.transcriptLength,
        to.streamState,
        to.sentimentOverall,
        to.sentimentAgent,
        to.sentimentCustomer,
        to.sentimentTrend,
      ],
      'calls.advance',
    );
  }

  async complete(
    tx: Transaction,
    id: string,
    to: Pick<Call, 'endedAt' | 'durationMs' | 'sentimentTrend' | 'sentimentShift'>,
  ): Promise<void> {
    await tx.query(
      `UPDATE calls SET status = 'completed', ended_at = $2, duration_ms = $3, sentiment_trend = $4, sentiment_shift = $5,
         sentiment_final = sentiment_overall, updated_at = clock_timestamp()
       WHERE id = $1`,
      [id, to.endedAt, to.durationMs, to.sentimentTrend, to.sentimentShift],
    );
  }

  /** The transcript as the scoring sees it, by seq. */
  scored(tx: Transaction, callId: string): Promise<ScoredUtterance[]> {
    return tx.query<ScoredUtterance>(
      `SELECT seq, speaker, start_ms AS "startMs", end_ms AS "endMs", word_count AS words, score AS "scoreE4"
       FROM utterances WHERE call_id = $1 ORDER BY seq`,
      [callId],
    );
  }

  transcript(
    callId: string,
    extras: { words: boolean; vendorSentiment: boolean },
    db: Queryable = this.database,
  ): Promise<TranscriptRow[]> {
    return db.query<TranscriptRow>(
      `SELECT seq, position, speaker, start_ms AS "startMs", end_ms AS "endMs", text, score, confidence, label, analyzer
         ${extras.words ? ', words' : ''} ${extras.vendorSentiment ? ', vendor_sentiment AS "vendorSentiment"' : ''}
       FROM utterances WHERE call_id = $1 ORDER BY seq`,
      [callId],
    );
  }

  /** Points with `after` < position <= `upTo`, in order. */
  points(callId: string, after: number, upTo: number): Promise<PointRow[]> {
    return this.database.query<PointRow>(
      `SELECT ${POINT_COLUMNS} FROM utterances WHERE call_id = $1 AND position > $2 AND position <= $3 ORDER BY position`,
      [callId, after, upTo],
      'utterances.points',
    );
  }

  /** Where the streams of the given calls stand; calls that are gone are missing from the answer. */
  heads(ids: string[]): Promise<StreamHead[]> {
    return this.database.query<StreamHead>(
      'SELECT id, status, epoch, last_position AS "lastPosition" FROM calls WHERE id = ANY ($1)',
      [ids],
      'calls.heads',
    );
  }

  /** Deletes the call with its utterances; answers its epoch, or undefined when there was none. */
  async delete(tx: Transaction, id: string): Promise<number | undefined> {
    return (await tx.query<{ epoch: number }>('DELETE FROM calls WHERE id = $1 RETURNING epoch', [id]))[0]?.epoch;
  }
}
