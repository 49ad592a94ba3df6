import { Check, Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Speaker, Trend } from '../sentiment/rolling';
import { SentimentLabel } from '../sentiment/sentiment-analyzer';

export const speakers = ['agent', 'customer', 'other'] as const satisfies readonly Speaker[];

/** One word with its times in ms from the call's start, and the recogniser's confidence 0..1 where it told one. */
export interface WordTiming {
  text: string;
  startMs: number;
  endMs: number;
  confidence?: number;
}

/** What the source itself said of the mood; kept apart from our score. */
export interface VendorSentiment {
  label?: string;
  score?: number;
}

@Entity('utterances')
@Unique('utterances_position_key', ['callId', 'position'])
@Check('utterances_seq_positive', 'seq >= 1')
@Check('utterances_position_positive', 'position >= 1')
@Check('utterances_speaker_known', `speaker IN ('agent', 'customer', 'other')`)
@Check('utterances_label_known', `label IN ('negative', 'neutral', 'positive')`)
@Check('utterances_trend_known', `trend IN ('improving', 'declining', 'steady')`)
@Check('utterances_times_ordered', 'start_ms >= 0 AND end_ms >= start_ms')
export class Utterance {
  @ForeignKey('Call', { name: 'utterances_call_fk', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'call_id', primaryKeyConstraintName: 'utterances_pk' })
  callId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'utterances_pk' })
  seq!: number;

  @Column({ type: 'integer' })
  position!: number;

  @Column({ type: 'text' })
  speaker!: Speaker;

  @Column({ type: 'integer', name: 'start_ms', nullable: true })
  startMs!: number | null;

  @Column({ type: 'integer', name: 'end_ms', nullable: true })
  endMs!: number | null;

  @Column({ type: 'text' })
  text!: string;

  @Column({ type: 'integer', name: 'word_count' })
  wordCount!: number;

  @Column({ type: 'jsonb', nullable: true })
  words!: WordTiming[] | null;

  @Column({ type: 'jsonb', name: 'vendor_sentiment', nullable: true })
  vendorSentiment!: VendorSentiment | null;

  /** Digest of what the sender gave, to tell a repeated delivery from a conflicting one. */
  @Column({ type: 'bytea' })
  digest!: Buffer;

  /** Which analyser, in which version, gave the score. */
  @Column({ type: 'text' })
  analyzer!: string;

  /** Score in ten-thousandths. */
  @Column({ type: 'smallint' })
  score!: number;

  /** Confidence in ten-thousandths. */
  @Column({ type: 'smallint' })
  confidence!: number;

  @Column({ type: 'text' })
  label!: SentimentLabel;

  @Column({ type: 'text', array: true })
  keywords!: string[];

  /** Trend and rolling scores (ten-thousandths) as of this utterance's arrival. */
  @Column({ type: 'text' })
  trend!: Trend;

  @Column({ type: 'smallint', name: 'rolling_agent', nullable: true })
  rollingAgent!: number | null;

  @Column({ type: 'smallint', name: 'rolling_customer', nullable: true })
  rollingCustomer!: number | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
