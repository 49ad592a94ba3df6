import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Config } from '../../../src/core/config/config';
import { createMigrationDataSource } from '../../../src/core/database/data-source';
import { prepareDatabase } from '../../../src/core/database/migrate';
import { uuidv7 } from '../../../src/core/database/ids';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { runSql } from '../../support/rows';

const FIRST = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

describe('the schema', () => {
  let database: TestDatabase;
  let owner: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await createMigrationDataSource(database.migrationUrl).initialize();
  }, 30_000);
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  const tables = async () =>
    (await runSql<{ name: string }>(database, `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`))
      .map(({ name }) => name)
      .sort();

  it('is what the entities describe', async () => {
    const { upQueries } = await owner.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    expect(owner.entityMetadatas.length).toBeGreaterThan(3);
  });

  it('has an index on every column that refers to another table', async () => {
    const unindexed = await runSql(
      database,
      `SELECT c.conrelid::regclass::text AS "table", c.conname AS "constraint" FROM pg_constraint c
       WHERE c.contype = 'f' AND NOT EXISTS (
         SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
           AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`,
    );
    expect(unindexed).toEqual([]);
    const [keys] = await runSql<{ n: number }>(
      database,
      `SELECT count(*)::int AS n FROM pg_constraint WHERE contype = 'f'`,
    );
    expect(keys?.n).toBeGreaterThan(1);
  });

  it.each([
    'CREATE TABLE intruder (id int)',
    'ALTER TABLE calls ADD COLUMN intruder int',
    'DROP TABLE utterances',
    'TRUNCATE utterances',
    'CREATE INDEX intruder ON calls (customer)',
    'ALTER TABLE calls DISABLE TRIGGER ALL',
    `CREATE FUNCTION intruder() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    'CREATE SCHEMA intruder',
    'DELETE FROM migrations',
    `INSERT INTO migrations (timestamp, name) VALUES (1, 'intruder')`,
  ])('is closed to the login of the application: %s', async (statement) => {
    await expect(asApplication(statement)).rejects.toMatchObject({ code: '42501' });
  });

  describe('of the audit trail', () => {
    const COLUMNS = '(id, action, outcome)';
    const row = (id: string) => `(${id}, 'auth.login', 'ok')`;

    beforeAll(() => asApplication(`INSERT INTO audit_entries ${COLUMNS} VALUES ${row(`'${FIRST}'`)}`));
    afterEach(async () => {
      expect(
        await runSql(database, `SELECT id, action, at > now() - interval '1 minute' AS recent FROM audit_entries`),
      ).toEqual([{ id: FIRST, action: 'auth.login', recent: true }]);
    });

    it.each([
      `UPDATE audit_entries SET outcome = 'failed'`,
      'UPDATE audit_entries SET at = now() WHERE false',
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
      'TRUNCATE calls, audit_entries CASCADE',
      'ALTER TABLE audit_entries ADD COLUMN intruder int',
      'ALTER TABLE audit_entries RENAME TO gone',
      'ALTER TABLE audit_entries ALTER COLUMN at DROP NOT NULL',
      'ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_append_only',
      'ALTER TABLE audit_entries OWNER TO CURRENT_USER',
      'DROP TABLE audit_entries',
      'DROP TRIGGER audit_entries_append_only ON audit_entries',
      'DROP FUNCTION refuse_audit_change CASCADE',
      'DROP INDEX audit_entries_at_idx',
      'CREATE TRIGGER intruder BEFORE INSERT ON audit_entries EXECUTE FUNCTION refuse_audit_change()',
      'CREATE RULE intruder AS ON INSERT TO audit_entries DO INSTEAD NOTHING',
      `CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
      `SET session_replication_role = 'replica'`,
      'GRANT UPDATE ON audit_entries TO CURRENT_USER WITH GRANT OPTION; UPDATE audit_entries SET outcome = outcome',
      'SELECT FROM audit_entries FOR UPDATE',
      `MERGE INTO audit_entries a USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE`,
      `MERGE INTO audit_entries a USING (SELECT 1) AS s ON true WHEN MATCHED THEN UPDATE SET outcome = 'failed'`,
      `INSERT INTO audit_entries ${COLUMNS} VALUES ${row(`'${FIRST}'`)} ON CONFLICT (id) DO UPDATE SET outcome = 'failed'`,
      `INSERT INTO audit_entries (id, action, outcome, at) VALUES (gen_random_uuid(), 'auth.login', 'ok', '2020-01-01')`,
      `INSERT INTO audit_entries (id, action, outcome, at) VALUES (gen_random_uuid(), 'auth.login', 'ok', DEFAULT)`,
    ])('nothing is changed by the login of the application: %s', async (statement) => {
      await expect(asApplication(statement)).rejects.toMatchObject({ code: '42501' });
    });

    it.each([
      `UPDATE audit_entries SET outcome = 'failed'`,
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
      'MERGE INTO audit_entries a USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE',
      `INSERT INTO audit_entries ${COLUMNS} VALUES ${row(`'${FIRST}'`)} ON CONFLICT (id) DO UPDATE SET outcome = 'failed'`,
    ])('nothing is changed by the owner either, unless he means to: %s', async (statement) => {
      await expect(runSql(database, statement)).rejects.toMatchObject({ code: '42501' });
    });

    it('the time is told by Postgres, also to the owner', async () => {
      const id = uuidv7();
      const [entry] = await runSql<{ recent: boolean }>(
        database,
        `WITH added AS (INSERT INTO audit_entries (id, action, outcome, at) VALUES ($1, 'auth.login', 'ok', '2020-01-01')
         RETURNING at) SELECT at > now() - interval '1 minute' AS recent FROM added`,
        [id],
      );
      expect(entry).toEqual({ recent: true });
      // A transaction that takes long does not put its row behind what readers have seen already.
      const [late] = await runSql<{ late: boolean }>(
        database,
        `WITH waited AS MATERIALIZED (SELECT pg_sleep(0.02)), added AS (INSERT INTO audit_entries (id, action, outcome)
         SELECT $1, 'auth.login', 'ok' FROM waited RETURNING at) SELECT at > now() + interval '10 ms' AS late FROM added`,
        [uuidv7()],
      );
      expect(late).toEqual({ late: true });
      await runSql(database, 'ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_append_only');
      await runSql(database, 'DELETE FROM audit_entries WHERE id <> $1', [FIRST]);
      await runSql(database, 'ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER audit_entries_append_only');
    });

    it('has no moment at a start in which the login may change it, or may not add to it', async () => {
      const config = Config.from({ DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl });
      const watching = new Client({ connectionString: database.url });
      await watching.connect();
      const seen = new Set<string>();
      let starting = true;
      const watch = async () => {
        while (starting) {
          const { rows } = await watching.query<{ rights: string }>(
            `SELECT concat_ws(' ', has_table_privilege('audit_entries', 'UPDATE, DELETE, TRUNCATE'),
               has_column_privilege('audit_entries', 'action', 'INSERT'), has_table_privilege('audit_entries', 'SELECT'),
               has_column_privilege('audit_entries', 'at', 'INSERT')) AS rights`,
          );
          seen.add(rows[0]?.rights ?? '');
        }
      };
      const watched = watch();
      for (let starts = 0; starts < 3; starts += 1) {
        expect(await prepareDatabase(config)).toEqual({ ran: [], separateOwner: true });
      }
      starting = false;
      await watched.finally(() => watching.end());
      expect([...seen]).toEqual(['f t t f']);
    });

    it('a right that somebody else gave is taken back by the next start, and told where it cannot be', async () => {
      const { username } = new URL(database.url);
      const config = Config.from({ DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl });
      await runSql(database, `GRANT ALL ON audit_entries TO ${username}`);
      expect(await prepareDatabase(config)).toMatchObject({ separateOwner: true });
      await runSql(database, 'GRANT DELETE ON audit_entries TO PUBLIC');
      expect(await prepareDatabase(config)).toMatchObject({ separateOwner: false });
      await runSql(database, 'REVOKE DELETE ON audit_entries FROM PUBLIC');
    });
  });

  it('cannot be opened to others by the login of the application', async () => {
    await asApplication('GRANT ALL ON calls TO PUBLIC');
    const toPublic = `SELECT FROM information_schema.role_table_grants WHERE grantee = 'PUBLIC' AND table_schema = 'public'`;
    expect(await runSql(database, toPublic)).toEqual([]);
  });

  async function asApplication(statement: string): Promise<void> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }

  it('is taken as it is when the login for migrations owns none of it, and the application is told to own it', async () => {
    const swapped = Config.from({ DATABASE_URL: database.migrationUrl, DATABASE_MIGRATION_URL: database.url });
    expect(await prepareDatabase(swapped)).toEqual({ ran: [], separateOwner: false });
  });

  it('can be undone to nothing, and made again the same', async () => {
    const columns = () =>
      runSql(
        database,
        `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
         WHERE table_schema = 'public' ORDER BY 1, 2`,
      );
    const [before, names] = [await columns(), await tables()];
    for (let undone = 0; undone < owner.migrations.length; undone += 1) await owner.undoLastMigration();
    expect(await tables()).toEqual(['migrations']);
    const ran = await owner.runMigrations();
    expect(ran).toHaveLength(owner.migrations.length);
    expect(await tables()).toEqual(names);
    expect(await columns()).toEqual(before);
  });
});
