import { uuidv7 } from '../../src/core/database/ids';
import { TestDatabase } from './database';
import { runSql } from './rows';

/** Stores a daily summary that tells nothing; answers its id. */
export async function storeReport(database: TestDatabase): Promise<string> {
  const id = uuidv7();
  await runSql(
    database,
    `INSERT INTO reports (id, kind, first_day, last_day, timezone, job_id, content)
     VALUES ($1, 'daily_summary', '2026-02-23', '2026-03-01', 'UTC', $1, '{"columns": [], "rows": [], "totals": {}}')`,
    [id],
  );
  return id;
}
