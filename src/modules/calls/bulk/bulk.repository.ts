import { Injectable } from '@nestjs/common';
import { Transaction } from '../../../core/database/database';
import { PreparedHead, Rejection } from './raw-batch';

/** A row that was not stored, since a call has its external id. */
export interface TakenRow {
  line: number;
  externalId: string;
  /** Whether that call has the same content; null when it was deleted at this moment. */
  same: boolean | null;
}

/** All SQL that stores calls by the batch. */
@Injectable()
export class BulkRepository {
  /** The external ids among these that a call has. */
  async known(tx: Transaction, externalIds: string[]): Promise<string[]> {
    const rows = await tx.query<{ externalId: string }>(
      'SELECT external_id AS "externalId" FROM calls WHERE external_id = ANY ($1)',
      [externalIds],
      'bulk.known',
    );
    return rows.map(({ externalId }) => externalId);
  }

  /**
   * Stores those of the calls whose external id is free; of several with one external id the first in the file. In one
   * order, so that two ingests never wait for each other. Call it after the agents are there.
   * @param calls a JSON list
   */
  async insertCalls(tx: Transaction, calls: Uint8Array): Promise<void> {
    await tx.query(INSERT_CALLS, [Buffer.from(calls.buffer, calls.byteOffset, calls.length)], 'bulk.insert_calls');
  }

  /** Those of the calls that were not stored. Call it after `insertCalls`, to see who was quicker. */
  taken(tx: Transaction, heads: PreparedHead[]): Promise<TakenRow[]> {
    return tx.query<TakenRow>(
      `SELECT given.line, given.external_id AS "externalId", calls.content_digest = decode(given.digest, 'hex') AS same
       FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[]) AS given(id, line, external_id, digest)
         LEFT JOIN calls ON calls.external_id = given.external_id
       WHERE calls.id IS DISTINCT FROM given.id`,
      [
        heads.map(({ id }) => id),
        heads.map(({ line }) => line),
        heads.map(({ externalId }) => externalId),
        heads.map(({ contentDigest }) => contentDigest),
      ],
      'bulk.taken',
    );
  }

  async copyUtterances(tx: Transaction, rows: Uint8Array[]): Promise<void> {
    await tx.copyIn(
      `COPY utterances (call_id, seq, position, speaker, start_ms, end_ms, text, word_count, words, vendor_sentiment, digest,
         analyzer, score, confidence, label, keywords, trend, rolling_agent, rolling_customer) FROM STDIN`,
      rows,
    );
  }

  async insertRejections(tx: Transaction, jobId: string, rejections: Rejection[]): Promise<void> {
    await tx.query(
      `INSERT INTO bulk_rejections (job_id, line, external_id, code, reason)
       SELECT $1, line, "externalId", code, reason
       FROM json_to_recordset($2) AS r(line int, "externalId" text, code text, reason text)`,
      [jobId, JSON.stringify(rejections)],
      'bulk.insert_rejections',
    );
  }
}

const INSERT_CALLS = `
  INSERT INTO calls (id, external_id, content_digest, status, agent_id, customer, direction, started_at, ended_at,
    duration_ms, language, tags, metadata, source, last_position, transcript_length, stream_state, sentiment_overall,
    sentiment_agent, sentiment_customer, sentiment_trend, sentiment_shift, sentiment_final)
  SELECT r.id, "externalId", decode("contentDigest", 'hex'), status, agents.id, customer, direction,
    COALESCE("startedAt", date_trunc('milliseconds', now())), "endedAt", "durationMs", language, tags, metadata, source,
    "lastPosition", "transcriptLength", "streamState", "sentimentOverall", "sentimentAgent", "sentimentCustomer",
    "sentimentTrend", "sentimentShift", "sentimentOverall"
  FROM json_to_recordset($1) AS r(id uuid, line int, "externalId" text, "contentDigest" text, status text, agent text,
      customer text, direction text, "startedAt" timestamptz, "endedAt" timestamptz, "durationMs" int, language text,
      tags text[], metadata jsonb, source text, "lastPosition" int, "transcriptLength" int, "streamState" jsonb,
      "sentimentOverall" smallint, "sentimentAgent" smallint, "sentimentCustomer" smallint, "sentimentTrend" text,
      "sentimentShift" smallint)
    LEFT JOIN agents ON agents.external_id = r.agent
  ORDER BY "externalId", line
  ON CONFLICT (external_id) DO NOTHING`;
