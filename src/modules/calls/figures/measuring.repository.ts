import { Injectable } from '@nestjs/common';
import { Queryable, Transaction } from '../../../core/database/database';
import { Conversation } from '../../metrics/conversation-metrics.service';
import { CallStatus } from '../entities/call.entity';
import { Place } from '../place';

/** A call as the formulas see it. */
export interface ConversationRow {
  id: string;
  status: CallStatus;
  conversation: Conversation;
}

/** Calls without figures of the present formulas, and how far was looked: null at the end. */
export interface Unmeasured {
  ids: string[];
  last: Place | null;
}

/** Calls behind a place that began before a time, which is as Postgres reads it. */
export interface Stretch {
  after: Place;
  before: string;
}

/** What is measured in one transaction is in memory as a whole, so that calls of many utterances go by fewer. */
const UTTERANCES_AT_ONCE = 50_000;

/** Reads what is to be measured. */
@Injectable()
export class MeasuringRepository {
  /** Locks the calls in one order, so that nobody changes them until the transaction ends. */
  async lock(tx: Transaction, ids: string[]): Promise<void> {
    await tx.query('SELECT FROM calls WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE', [ids], 'measuring.lock');
  }

  /** Each call and what was said in it as of one moment; ids that no call has are missing from the answer. */
  conversations(db: Queryable, ids: string[]): Promise<ConversationRow[]> {
    return db.query<ConversationRow>(CONVERSATIONS, [ids], 'measuring.conversations');
  }

  async unmeasured(db: Queryable, { after, before }: Stretch, limit: number, formulas: number): Promise<Unmeasured> {
    const [row] = await db.query<Unmeasured>(UNMEASURED, [after.startedAt, after.id, limit, formulas, before]);
    return row as Unmeasured;
  }
}

const CONVERSATIONS = `
  SELECT c.id, c.status, json_build_object('durationMs', c.duration_ms, 'utterances', said.utterances, 'sentiment',
    json_build_object('overall', c.sentiment_overall, 'agent', c.sentiment_agent, 'customer', c.sentiment_customer,
      'shift', c.sentiment_shift, 'trend', c.sentiment_trend)) AS conversation
  FROM calls c CROSS JOIN LATERAL (
    SELECT COALESCE(json_agg(json_build_object('seq', seq, 'speaker', speaker, 'startMs', start_ms, 'endMs', end_ms,
      'text', text, 'wordCount', word_count, 'words', words, 'scoreE4', score, 'label', label,
      'vendorLabel', vendor_sentiment->>'label')), '[]') AS utterances
    FROM utterances WHERE call_id = c.id) AS said
  WHERE c.id = ANY ($1)`;

/**
 * Of so many calls behind a place, by calls_started_idx: however few are unmeasured, a page takes no longer. Either calls
 * without figures or calls with old ones: storing both would go through the rollups twice, and meet others in a deadlock.
 */
const UNMEASURED = `
  WITH next AS MATERIALIZED (
    SELECT id, status, started_at, last_position FROM calls
    WHERE (started_at, id) > ($1::timestamptz, $2::uuid) AND started_at < $5::timestamptz
    ORDER BY started_at, id LIMIT $3
  ), found AS MATERIALIZED (
    SELECT *, (SELECT formulas FROM call_figures WHERE call_id = next.id) AS formulas FROM next WHERE status = 'completed'
  ), stale AS MATERIALIZED (
    SELECT *, formulas IS NULL AS missing, first_value(formulas IS NULL) OVER aged AS first_missing,
      sum(last_position) OVER aged AS utterances, row_number() OVER aged AS number
    FROM found WHERE formulas IS NULL OR formulas < $4::int WINDOW aged AS (ORDER BY started_at, id)
  ), refused AS (
    SELECT min(number) AS number FROM stale
    WHERE missing <> first_missing OR (utterances > ${UTTERANCES_AT_ONCE} AND number > 1)
  ), chosen AS (
    SELECT stale.* FROM stale, refused WHERE refused.number IS NULL OR stale.number < refused.number)
  SELECT ARRAY(SELECT id FROM chosen ORDER BY started_at, id) AS ids,
    (SELECT json_build_object('startedAt', started_at::text, 'id', id) FROM (
      SELECT started_at, id FROM next WHERE (SELECT number FROM refused) IS NULL
      UNION ALL SELECT started_at, id FROM chosen WHERE (SELECT number FROM refused) IS NOT NULL
    ) AS seen ORDER BY started_at DESC, id DESC LIMIT 1) AS last`;
