import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Call } from './call.entity';
import { Utterance } from './utterance.entity';

export const correctionKinds = ['details', 'utterance', 'swap'] as const;
export type CorrectionKind = (typeof correctionKinds)[number];

export const correctableFields = ['tags', 'customer', 'metadata'] as const;
export type CorrectableField = (typeof correctableFields)[number];
export type CallDetails = Pick<Call, CorrectableField>;

/** What is known of an utterance's text, as far as a version shows it. */
export type ScoredText = Pick<Utterance, 'text' | 'analyzer' | 'score' | 'confidence' | 'label'>;

export type CallSentiment = Pick<
  Call,
  'sentimentOverall' | 'sentimentAgent' | 'sentimentCustomer' | 'sentimentTrend' | 'sentimentShift'
>;

/** What a version had and its successor has not. A swap of speakers needs nothing but its kind. */
export interface Replaced {
  sentiment: CallSentiment;
  details?: Partial<CallDetails>;
  utterance?: ScoredText;
}

/** A version of a call that was corrected: who replaced it, how, and what it takes to undo that. */
@Entity('call_versions')
@Check('call_versions_version_positive', 'version >= 1')
@Check('call_versions_kind_known', `kind IN ('details', 'utterance', 'swap')`)
@Check(
  'call_versions_change_told',
  `(seq IS NOT NULL) = (kind = 'utterance') AND (fields IS NOT NULL) = (kind = 'details')`,
)
export class CallVersion {
  @ForeignKey('Call', { name: 'call_versions_call_fk', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'call_id', primaryKeyConstraintName: 'call_versions_pk' })
  callId!: string;

  /** The call's epoch before the correction. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'call_versions_pk' })
  version!: number;

  /** Position of the call's latest utterance at that moment: later ones are not part of the version. */
  @Column({ type: 'integer', name: 'last_position' })
  lastPosition!: number;

  @Column({ type: 'timestamptz', name: 'replaced_at' })
  replacedAt!: Date;

  /** The user, who may be gone by now: no foreign key, and the name as it was then. */
  @Column({ type: 'uuid', name: 'replaced_by' })
  replacedBy!: string;

  @Column({ type: 'text', name: 'replaced_by_name' })
  replacedByName!: string;

  @Column({ type: 'text' })
  kind!: CorrectionKind;

  /** Of the corrected utterance; null for other kinds. */
  @Column({ type: 'integer', nullable: true })
  seq!: number | null;

  /** Of the details that changed; null for other kinds. */
  @Column({ type: 'text', array: true, nullable: true })
  fields!: CorrectableField[] | null;

  @Column({ type: 'jsonb' })
  before!: Replaced;
}
