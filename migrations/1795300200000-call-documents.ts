import { MigrationInterface, QueryRunner } from 'typeorm';

/** The documents that calls were imported from, as they came. */
export class CallDocuments1795300200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE call_documents (
        call_id uuid CONSTRAINT call_documents_pk PRIMARY KEY
          CONSTRAINT call_documents_call_fk REFERENCES calls (id) ON DELETE CASCADE,
        format text NOT NULL,
        media_type text NOT NULL,
        content bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
    `);
    // lz4 compresses several times as fast as the default; a server built without it says that it lacks the feature.
    await runner.query(`
      DO $$ BEGIN
        ALTER TABLE call_documents ALTER COLUMN content SET COMPRESSION lz4;
      EXCEPTION WHEN feature_not_supported THEN
        NULL;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE call_documents');
  }
}
