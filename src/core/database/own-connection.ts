import { Socket } from 'node:net';
import { Client, QueryResultRow } from 'pg';
import { within } from './within';

interface Link {
  client: Client;
  socket: Socket;
  ready: Promise<unknown>;
  answered: boolean;
}

/**
 * One connection outside the pools, for one background reader at a time: a busy pool does not stall it, a hung server
 * costs it no more than its time-out, and it connects again by itself. It never keeps the process from ending.
 */
export class OwnConnection {
  private link?: Link;
  private closed = false;

  /** @param name shown in `pg_stat_activity` */
  constructor(
    private readonly url: string,
    private readonly name: string,
  ) {}

  /** Whether the next question goes over the connection that answered the last one. */
  get isOpen(): boolean {
    return this.link?.answered ?? false;
  }

  /**
   * Asks, after connecting where needed; after any failure the connection is dropped. Rejects after the time-out, and when
   * it has been closed.
   */
  async query<Row extends QueryResultRow>(text: string, values: unknown[], timeoutMs: number): Promise<Row[]> {
    if (this.closed) throw new Error(`The connection ${this.name} has been closed.`);
    const link = (this.link ??= this.open(timeoutMs));
    try {
      const { rows } = await within(
        timeoutMs,
        link.ready.then(() => link.client.query<Row>(text, values)),
      );
      link.answered = true;
      return rows;
    } catch (error) {
      this.drop(link);
      throw error;
    }
  }

  /** Ends the connection at once: nothing pending on it is waited for. */
  drop(link = this.link): void {
    if (this.link === link) this.link = undefined;
    link?.socket.destroy();
  }

  /** Drops the connection for good: whoever asks late, as after a hint during the shutdown, must not open another. */
  close(): void {
    this.closed = true;
    this.drop();
  }

  private open(timeoutMs: number): Link {
    const socket = new Socket();
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: timeoutMs,
      application_name: this.name,
      stream: () => socket,
    });
    const link = { client, socket, ready: client.connect(), answered: false };
    client.on('error', () => this.drop(link));
    client.on('end', () => this.drop(link));
    socket.unref();
    return link;
  }
}
