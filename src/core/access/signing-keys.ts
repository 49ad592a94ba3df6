import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { Database } from '../database/database';
import { uuidv7 } from '../database/ids';

export interface SigningKey {
  /** Names the key in the header of a token, so that keys can rotate. */
  kid: string;
  secret: Buffer;
}

const KEY_BYTES = 32;

/**
 * The key that signs access tokens: JWT_SECRET, or one that the first process makes and keeps in the database, so that
 * every process on that database signs alike.
 */
@Injectable()
export class SigningKeys {
  private accepted: Buffer[] = [];

  constructor(
    private readonly config: Config,
    private readonly database: Database,
  ) {}

  async load(): Promise<SigningKey> {
    const key = await this.find();
    const previous = this.config.get('JWT_SECRET_PREVIOUS');
    this.accepted = [key.secret, ...(previous === undefined ? [] : [Buffer.from(previous)])];
    return key;
  }

  /** What the keys of refresh tokens are derived from: the secrets accepted now, the current one first. */
  refreshSecrets(): Buffer[] {
    return this.accepted;
  }

  private async find(): Promise<SigningKey> {
    const configured = this.config.get('JWT_SECRET');
    if (configured !== undefined) return { kid: 'configured', secret: Buffer.from(configured) };
    const key = (await this.stored()) ?? (await this.create()) ?? (await this.stored());
    if (key === undefined) throw new Error('The signing key can neither be read nor made.');
    return key;
  }

  private async stored(): Promise<SigningKey | undefined> {
    const [row] = await this.database.query<SigningKey>('SELECT kid, secret FROM signing_keys WHERE current');
    return row;
  }

  /** Undefined when another process was quicker. */
  private async create(): Promise<SigningKey | undefined> {
    const [row] = await this.database.query<SigningKey>(
      `INSERT INTO signing_keys (kid, secret, current) VALUES ($1, $2, true)
       ON CONFLICT (current) WHERE current DO NOTHING RETURNING kid, secret`,
      [uuidv7(), randomBytes(KEY_BYTES)],
    );
    return row;
  }
}
