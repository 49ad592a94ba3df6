import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

@Entity('call_documents')
export class CallDocument {
  @ForeignKey('Call', { name: 'call_documents_call_fk', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'call_id', primaryKeyConstraintName: 'call_documents_pk' })
  callId!: string;

  /** The format it was read as. */
  @Column({ type: 'text' })
  format!: string;

  /** As it was sent. */
  @Column({ type: 'text', name: 'media_type' })
  mediaType!: string;

  /** The bytes as they were sent, after decompression. */
  @Column({ type: 'bytea' })
  content!: Buffer;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
