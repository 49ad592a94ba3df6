import { Column, CreateDateColumn, Entity, PrimaryColumn, Unique, UpdateDateColumn } from 'typeorm';

@Entity('agents')
@Unique('agents_external_id_key', ['externalId'])
export class Agent {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'agents_pk' })
  id!: string;

  /** The sender's own id of this person. */
  @Column({ type: 'text', name: 'external_id' })
  externalId!: string;

  @Column({ type: 'text' })
  name!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
