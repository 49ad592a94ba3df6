import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import { StreamState, Trend } from '../sentiment/rolling';

export const callStatuses = ['live', 'completed'] as const;
export type CallStatus = (typeof callStatuses)[number];

export const directions = ['inbound', 'outbound'] as const;
export type Direction = (typeof directions)[number];

@Entity('calls')
@Unique('calls_external_id_key', ['externalId'])
@Index('calls_started_idx', ['startedAt', 'id'])
@Index('calls_agent_started_idx', ['agentId', 'startedAt', 'id'])
@Index('calls_live_idx', ['startedAt', 'id'], { where: `(status = 'live'::text)` })
@Index('calls_customer_started_idx', ['customer', 'startedAt', 'id'])
@Index('calls_duration_idx', ['durationMs', 'id'])
@Index('calls_sentiment_idx', ['sentimentFinal', 'id'])
@Index('calls_agent_duration_idx', ['agentId', 'durationMs', 'id'])
@Index('calls_agent_sentiment_idx', ['agentId', 'sentimentFinal', 'id'])
@Index('calls_shift_idx', ['sentimentShift'], { where: '(sentiment_shift IS NOT NULL)' })
@Index('calls_tags_idx', ['tags'], { type: 'gin' })
@Check('calls_status_known', `status IN ('live', 'completed')`)
@Check('calls_direction_known', `direction IN ('inbound', 'outbound')`)
@Check('calls_duration_positive', 'duration_ms >= 0')
@Check('calls_trend_known', `sentiment_trend IN ('improving', 'declining', 'steady')`)
@Check('calls_shift_range', 'sentiment_shift BETWEEN -20000 AND 20000')
@Check(
  'calls_sentiment_final_known',
  `sentiment_final IS NOT DISTINCT FROM CASE status WHEN 'completed' THEN sentiment_overall END`,
)
export class Call {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'calls_pk' })
  id!: string;

  @Column({ type: 'text', name: 'external_id', nullable: true })
  externalId!: string | null;

  /** SHA-256 of what the sender gave at creation, to tell a repeated request from a conflicting one. */
  @Column({ type: 'bytea', name: 'content_digest' })
  contentDigest!: Buffer;

  @Column({ type: 'text' })
  status!: CallStatus;

  @ForeignKey('Agent', { name: 'calls_agent_fk' })
  @Column({ type: 'uuid', name: 'agent_id', nullable: true })
  agentId!: string | null;

  @Column({ type: 'text', nullable: true })
  customer!: string | null;

  @Column({ type: 'text', nullable: true })
  direction!: Direction | null;

  @Column({ type: 'timestamptz', name: 'started_at' })
  startedAt!: Date;

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'integer', name: 'duration_ms', nullable: true })
  durationMs!: number | null;

  @Column({ type: 'text', nullable: true })
  language!: string | null;

  @Column({ type: 'text', array: true })
  tags!: string[];

  @Column({ type: 'jsonb' })
  metadata!: Record<string, unknown>;

  /** `api`, or the format it was imported from. */
  @Column({ type: 'text' })
  source!: string;

  /** The call's version, raised by each correction: points of an older epoch are void. */
  @Column({ type: 'integer', default: 1 })
  epoch!: number;

  /** Position of the latest utterance; 0 with none. */
  @Column({ type: 'integer', name: 'last_position', default: 0 })
  lastPosition!: number;

  /** Characters of all utterances together. */
  @Column({ type: 'integer', name: 'transcript_length', default: 0 })
  transcriptLength!: number;

  @Column({ type: 'jsonb', name: 'stream_state' })
  streamState!: StreamState;

  /** Scores of the call in ten-thousandths, null while nothing was said. */
  @Column({ type: 'smallint', name: 'sentiment_overall', nullable: true })
  sentimentOverall!: number | null;

  @Column({ type: 'smallint', name: 'sentiment_agent', nullable: true })
  sentimentAgent!: number | null;

  @Column({ type: 'smallint', name: 'sentiment_customer', nullable: true })
  sentimentCustomer!: number | null;

  @Column({ type: 'text', name: 'sentiment_trend', nullable: true })
  sentimentTrend!: Trend | null;

  /** How much the customer's mood changed from the first quarter to the last, in ten-thousandths; null while live. */
  @Column({ type: 'smallint', name: 'sentiment_shift', nullable: true })
  sentimentShift!: number | null;

  /**
   * `sentimentOverall` of a completed call, null while it is live. Indexed in its stead, since every append changes that one,
   * and a change of an indexed column writes an entry in each index of the row.
   */
  @Column({ type: 'smallint', name: 'sentiment_final', nullable: true })
  sentimentFinal!: number | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
