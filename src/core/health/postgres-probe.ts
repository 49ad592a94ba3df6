import { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Client } from 'pg';
import { Config } from '../config/config';
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
  private client?: Client;
  private socket?: Socket;
  private readonly known = migrationsOfThisBuild();
  private readonly url: string;

  constructor(config: Config, logger: Logger, telemetry: Telemetry) {
    super(config, logger, telemetry);
    this.url = config.get('DATABASE_URL') ?? '';
  }

  protected async ask(): Promise<void> {
    this.client ??= await this.connect();
    const { rows } = await this.client.query<Answer>(QUESTION);
    const [answer] = rows;
    if (answer === undefined) throw new Error('an empty answer');
    const done = new Set(answer.migrations);
    this.facts = {
      version: answer.version,
      acceptsWrites: !answer.read_only,
      pendingMigrations: (await this.known).filter((name) => !done.has(name)),
    };
  }

  protected abandon(): void {
    this.client = undefined;
    this.socket?.destroy();
  }

  private async connect(): Promise<Client> {
    const socket = new Socket();
    this.socket = socket;
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: PROBE_TIMEOUT_MS,
      application_name: 'parley-probe',
      stream: () => socket,
    });
    client.on('error', () => this.client === client && this.abandon());
    await client.connect();
    return client;
  }
}
