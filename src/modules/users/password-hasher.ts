import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { CoreErrors } from '../../core/errors/core-errors';

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashing shares libuv's threads with file access and DNS; more than this at once would starve them. */
const CONCURRENCY = 2;
const QUEUE = 50;
const RETRY_AFTER_SECONDS = 2;
/** The hash of a random text that nobody has, with the same parameters: verified where there is no user. */
const DECOY = '$argon2id$v=19$m=19456,t=2,p=1$TyinOIuVipKBciCMAEFrGg$Faq2K6OSzTtdm2B1po2AazsMQrTNcLa9j0fS5bF4yjs';

/** Hashes and verifies passwords with argon2id, two at a time; with 50 waiting, more are turned away. */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  hash(password: string): Promise<string> {
    return this.gated(() => hash(password, PARAMETERS));
  }

  /**
   * Whether the password belongs to the hash. Without a hash (no such user) it does the same work and answers false, so
   * that time tells nothing. Throws unavailable when too many are waiting.
   */
  async matches(password: string, stored: string | undefined): Promise<boolean> {
    return (await this.gated(() => verify(stored ?? DECOY, password))) && stored !== undefined;
  }

  private async gated<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= CONCURRENCY) await this.turn();
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= QUEUE) {
      throw CoreErrors.unavailable.with('Too many people are signing in; try again shortly.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
