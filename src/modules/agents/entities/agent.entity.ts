import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique, UpdateDateColumn } from 'typeorm';

// The indices are over expressions, which decorators cannot say.
@Entity('agents')
@Unique('agents_external_id_key', ['externalId'])
@Unique('agents_user_key', ['userId'])
@Index('agents_name_idx', { synchronize: false })
@Index('agents_team_name_idx', { synchronize: false })
@Index('agents_external_id_start_idx', { synchronize: false })
@Index('agents_words_idx', { synchronize: false })
export class Agent {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'agents_pk' })
  id!: string;

  /** The sender's own id of this person. */
  @Column({ type: 'text', name: 'external_id' })
  externalId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  team!: string | null;

  /** The account of this person, when there is one. */
  @ForeignKey('User', { name: 'agents_user_fk', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'user_id', nullable: true })
  userId!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
