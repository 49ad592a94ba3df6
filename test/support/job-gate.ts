import { TestDatabase } from './database';
import { runSql } from './rows';

/** No job comes so far. */
const NOWHERE = 1_000_000_000;

/**
 * Lets jobs go no further than the first checkpoint of so many: whoever would store another waits, so that a job cannot
 * end before the test has done something to its worker, however busy the machine is.
 */
export class JobGate {
  private constructor(private readonly database: TestDatabase) {}

  /** @param handled SQL: how much `checkpoint` has done, null before the first */
  static async close(database: TestDatabase, handled: string): Promise<JobGate> {
    await runSql(
      database,
      `CREATE TABLE job_gate AS SELECT 0 AS until;
       CREATE FUNCTION handled(checkpoint jsonb) RETURNS int LANGUAGE sql AS $$ SELECT COALESCE(${handled}, 0) $$;
       CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
         WHILE handled(OLD.checkpoint) >= (SELECT until FROM job_gate) LOOP PERFORM pg_sleep(0.01); END LOOP;
         RETURN NEW;
       END $$;
       CREATE TRIGGER wait_at_gate BEFORE UPDATE OF checkpoint ON jobs FOR EACH ROW EXECUTE FUNCTION wait_at_gate()`,
    );
    return new JobGate(database);
  }

  /** Whoever waits goes on, up to there or to the end. */
  async openUntil(handled = NOWHERE): Promise<void> {
    await runSql(this.database, 'UPDATE job_gate SET until = $1', [Math.ceil(handled)]);
  }
}
