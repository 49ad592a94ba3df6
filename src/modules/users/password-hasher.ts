import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { Gate } from '../../core/http/gate';
import { HASH_COST, isAffordable } from './password-hash';

/** The hash of a random text that nobody has, with the same parameters: verified where there is no user. */
const DECOY = '$argon2id$v=19$m=19456,t=2,p=1$TyinOIuVipKBciCMAEFrGg$Faq2K6OSzTtdm2B1po2AazsMQrTNcLa9j0fS5bF4yjs';

/** Hashing shares libuv's threads with file access and DNS; more at once would starve them. */
const HASHES_AT_ONCE = 2;

/** Hashes and verifies passwords with argon2id, two at a time; with 50 waiting, more are turned away. */
@Injectable()
export class PasswordHasher {
  private readonly gate = new Gate({
    concurrency: HASHES_AT_ONCE,
    queue: 50,
    retryAfterSeconds: 2,
    busy: 'Too many people are signing in; try again shortly.',
  });

  hash(password: string): Promise<string> {
    return this.gate.run(() => hash(password, HASH_COST));
  }

  /**
   * Whether the password belongs to the hash. Without a hash (no such user), or with one that is none or too dear, it does
   * the same work and answers false, so that time tells nothing. Throws unavailable when too many are waiting.
   */
  matches(password: string, stored?: string): Promise<boolean> {
    return this.gate.run(() => compare(password, stored));
  }

  /** As `matches`, for who is read only when it is his turn: a flood waits here, and not for the database. */
  matching<T extends { passwordHash: string }>(
    password: string,
    find: () => Promise<T | undefined>,
  ): Promise<{ holder?: T; matches: boolean }> {
    return this.gate.run(async () => {
      const holder = await find();
      return { holder, matches: await compare(password, holder?.passwordHash) };
    });
  }
}

async function compare(password: string, stored = ''): Promise<boolean> {
  const affordable = isAffordable(stored);
  return (await verify(affordable ? stored : DECOY, password)) && affordable;
}
