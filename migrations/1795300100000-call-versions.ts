import { MigrationInterface, QueryRunner } from 'typeorm';

/** What corrections of calls replaced. */
export class CallVersions1795300100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE call_versions (
        call_id uuid NOT NULL CONSTRAINT call_versions_call_fk REFERENCES calls (id) ON DELETE CASCADE,
        version integer NOT NULL CONSTRAINT call_versions_version_positive CHECK (version >= 1),
        last_position integer NOT NULL,
        replaced_at timestamptz NOT NULL,
        replaced_by uuid NOT NULL,
        replaced_by_name text NOT NULL,
        kind text NOT NULL CONSTRAINT call_versions_kind_known CHECK (kind IN ('details', 'utterance', 'swap')),
        seq integer,
        fields text[],
        before jsonb NOT NULL,
        CONSTRAINT call_versions_pk PRIMARY KEY (call_id, version),
        CONSTRAINT call_versions_change_told CHECK (
          (seq IS NOT NULL) = (kind = 'utterance') AND (fields IS NOT NULL) = (kind = 'details'))
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE call_versions');
  }
}
