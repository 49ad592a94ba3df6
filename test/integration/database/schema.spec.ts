import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Config } from '../../../src/core/config/config';
import { createMigrationDataSource } from '../../../src/core/database/data-source';
import { prepareDatabase } from '../../../src/core/database/migrate';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { runSql } from '../../support/rows';

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
