import { MigrationInterface, QueryRunner } from 'typeorm';

/** Agents get a team and a user, and the indices of their list: by name, by team, and by the beginnings of words. */
export class AgentDetails1795300300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agents
        ADD COLUMN team text,
        ADD COLUMN user_id uuid CONSTRAINT agents_user_key UNIQUE
          CONSTRAINT agents_user_fk REFERENCES users (id) ON DELETE SET NULL;
      CREATE INDEX agents_name_idx ON agents (lower(name), id);
      CREATE INDEX agents_team_name_idx ON agents (team, lower(name), id);
      CREATE INDEX agents_external_id_start_idx ON agents (lower(external_id) text_pattern_ops);
      CREATE INDEX agents_words_idx ON agents USING gin (array_to_tsvector(array_remove(
        regexp_split_to_array(lower(name), '[\\u0001-/:-@[-\`{-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+'), '')));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX agents_words_idx, agents_external_id_start_idx, agents_team_name_idx, agents_name_idx;
      ALTER TABLE agents DROP COLUMN user_id, DROP COLUMN team;
    `);
  }
}
