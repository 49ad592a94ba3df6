import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What was said in a call, in the form in which it is searched. */
@Entity('call_search')
@Index('call_search_started_idx', ['startedAt', 'callId'])
@Index('call_search_document_idx', ['document'], { type: 'gin' })
export class CallSearch {
  @ForeignKey('Call', { name: 'call_search_call_fk', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'call_id', primaryKeyConstraintName: 'call_search_pk' })
  callId!: string;

  @Column({ type: 'timestamptz', name: 'started_at' })
  startedAt!: Date;

  /** The call's last position when this was made: a live call that is further on has more to find. */
  @Column({ type: 'integer', name: 'last_position' })
  lastPosition!: number;

  /** The text search configuration by which the words were taken. */
  @Column({ type: 'text' })
  language!: string;

  /** The words and the pairs of neighbours, each behind its configuration, so that one query asks for several. */
  @Column({ type: 'tsvector' })
  document!: string;

  /** A line an utterance: its seq, then its words as the configuration reduces them, a dot for each it ignores. */
  @Column({ type: 'text' })
  terms!: string;
}
