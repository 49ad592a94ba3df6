import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { OwnConnection } from '../database/own-connection';
import { Logger } from '../logging/logger';
import { Telemetry } from '../telemetry/telemetry';
import { BackgroundProbe, PROBE_TIMEOUT_MS } from './background-probe';
import { migrationsOfThisBuild } from './schema';

/** What the last answer of Postgres told. */
export interface PostgresFacts {
  version: string;
  /** False on a standby and on a server set to read only. */
  acceptsWrites: boolean;
  /** Migrations of this build that the database has not run. */
  pendingMigrations: string[];
}

interface Answer {
  version: string;
  read_only: boolean;
  migrations: string[] | null;
}

const QUESTION = `SELECT current_setting('server_version') AS version,
  pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS read_only,
  (SELECT array_agg(name::text) FROM migrations) AS migrations`;

/** Asks Postgres over a connection of its own, so that a busy pool is not taken for a dead server. */
@Injectable()
export class PostgresProbe extends BackgroundProbe {
  readonly name = 'postgres';
  facts?: PostgresFacts;
  private readonly connection: OwnConnection;
  private readonly known = migrationsOfThisBuild();

  constructor(config: Config, logger: Logger, telemetry: Telemetry) {
    super(config, logger, telemetry);
    this.connection = new OwnConnection(config.get('DATABASE_URL') ?? '', 'parley-probe');
  }

  protected async ask(): Promise<void> {
    const [answer] = await this.connection.query<Answer>(QUESTION, [], PROBE_TIMEOUT_MS);
    if (answer === undefined) throw new Error('an empty answer');
    const done = new Set(answer.migrations);
    this.facts = {
      version: answer.version,
      acceptsWrites: !answer.read_only,
      pendingMigrations: (await this.known).filter((name) => !done.has(name)),
    };
  }

  protected abandon(): void {
    this.connection.drop();
  }
}
