import { hkdfSync, randomBytes } from 'node:crypto';
import { Injectable, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/config';
import { uuidv7 } from '../../database/ids';
import { CoreErrors } from '../../errors/core-errors';
import { Logger } from '../../logging/logger';
import { SIGNS_AFTER_SECONDS, SigningKeysRepository, StoredKey } from './signing-keys.repository';

/** Times are milliseconds of the monotonic clock of this process. */
export interface SigningKey {
  /** Names the key in the header of a token, so that keys can rotate. */
  readonly kid: string;
  readonly secret: Buffer;
  signsFrom: number;
  /** From then on what it signed is refused. */
  acceptedUntil: number;
}

export const KEY_BYTES = 32;
const FINGERPRINT_BYTES = 12;

/**
 * The keys of access tokens: JWT_SECRET and JWT_SECRET_PREVIOUS, or those that the processes on a database keep in it and
 * read again in the background, so that all of them sign and accept alike.
 */
@Injectable()
export class SigningKeys implements OnModuleInit, OnApplicationShutdown {
  private readonly keys = new Map<string, SigningKey>();
  private readAt = -Infinity;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly config: Config,
    private readonly repository: SigningKeysRepository,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.isConfigured) {
      this.take(this.config.get('JWT_SECRET'), -Infinity);
      this.take(this.config.get('JWT_SECRET_PREVIOUS'), Infinity);
      return;
    }
    await this.refresh();
    if (this.keys.size === 0) await this.repository.insertFirst(uuidv7(), randomBytes(KEY_BYTES));
    if (this.keys.size === 0) await this.refresh();
    this.timer = setInterval(() => {
      this.refresh().catch((error: unknown) => this.logger.warn('the signing keys cannot be read', { error }));
    }, this.config.get('SIGNING_KEYS_POLL_MS')).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** The key that signs now: the newest whose time has come. */
  signing(): SigningKey {
    const [key] = this.inOrder();
    if (key === undefined) throw new Error('There is no key that signs access tokens.');
    return key;
  }

  /**
   * The key of that name, unless its time is over. Throws unavailable for an unknown one while a new key may have been
   * missed.
   */
  accepted(kid: string): SigningKey | undefined {
    const key = this.keys.get(kid);
    if (key === undefined && !this.isConfigured && performance.now() - this.readAt > SIGNS_AFTER_SECONDS * 1_000) {
      throw CoreErrors.unavailable.with('The signing keys cannot be read.', { retryAfterSeconds: 2 });
    }
    return key !== undefined && key.acceptedUntil > performance.now() ? key : undefined;
  }

  /** What the keys of refresh tokens are derived from: the secrets accepted now, the one that signs first. */
  refreshSecrets(): Buffer[] {
    return this.inOrder().map(({ secret }) => secret);
  }

  /** Reads the keys of the database again. */
  async refresh(): Promise<void> {
    const begun = performance.now();
    const stored = await this.repository.findAccepted();
    const kids = new Set(stored.map(({ kid }) => kid));
    for (const key of this.keys.values()) {
      if (kids.has(key.kid)) continue;
      // Whoever still holds it sees that it is over.
      key.acceptedUntil = -Infinity;
      this.keys.delete(key.kid);
    }
    for (const key of stored) this.keep(key, begun);
    this.readAt = begun;
  }

  private get isConfigured(): boolean {
    return this.config.get('JWT_SECRET') !== undefined;
  }

  private take(secret: string | undefined, signsFrom: number): void {
    if (secret === undefined) return;
    const kid = fingerprintOf(secret);
    this.keys.set(kid, { kid, secret: Buffer.from(secret), signsFrom, acceptedUntil: Infinity });
  }

  private keep({ kid, secret, signsIn, acceptedFor }: StoredKey, now: number): void {
    const key = this.keys.get(kid) ?? { kid, secret, signsFrom: 0, acceptedUntil: 0 };
    key.signsFrom = now + signsIn * 1_000;
    key.acceptedUntil = acceptedFor === null ? Infinity : now + acceptedFor * 1_000;
    this.keys.set(kid, key);
  }

  /** Those that sign before those that do not yet; of these, the newest first. */
  private inOrder(): SigningKey[] {
    const now = performance.now();
    const signs = (key: SigningKey) => Number(key.signsFrom <= now);
    return [...this.keys.values()]
      .filter(({ acceptedUntil }) => acceptedUntil > now)
      .sort((a, b) => signs(b) - signs(a) || (a.signsFrom < b.signsFrom ? 1 : -1));
  }
}

/** A name for a secret that tells nothing of it. */
export function fingerprintOf(secret: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'parley key name', FINGERPRINT_BYTES)).toString('base64url');
}
