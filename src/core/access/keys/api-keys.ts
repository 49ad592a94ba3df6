import { Injectable, OnModuleInit } from '@nestjs/common';
import { AppError } from '../../errors/app-error';
import { AccessErrors, CoreErrors } from '../../errors/core-errors';
import { Gate } from '../../http/gate';
import { AddressLimit } from '../../realtime/address-limit';
import { emptied } from '../../realtime/token-bucket';
import { digestOf, looksLikeApiKey } from './api-key-secret';
import { ApiKeyUses } from './api-key-uses';
import { ApiKeyLookupRepository, StoredKey } from './api-key-lookup.repository';
import { Permission, rolePermissions } from '../permissions';
import { Principal } from '../principal';
import { Revocations } from '../rights/revocations';
import { Ended } from '../rights/revocations.repository';

/** What was found out about a presented key, and until when that is believed (monotonic, in ms). */
interface Finding<T> {
  result: T;
  until: number;
}

/** A key that was let in is looked at again after a minute at the latest, whatever was told of its end. */
const ADMITTED_MS = 60_000;
const ADMITTED_SIZE = 10_000;
/** Short, so that a user who is let in again has his keys again. */
const REFUSED_MS = 5_000;
const REFUSED_SIZE = 1_000;
/** Unknown keys of one address that are looked up. */
const READINGS = { perSecond: 20, burst: 100 };
/** Endings that happen while a key is read make it be read anew; with so many in a row, something is wrong. */
const MAX_READINGS = 5;

/**
 * Turns a presented API key into a principal, from memory wherever it can. Kept are digests, not keys: a key lives for
 * years, and whoever gets to see this process's memory shall not have it; a digest costs a microsecond.
 */
@Injectable()
export class ApiKeys implements OnModuleInit {
  private readonly admitted = new Map<string, Finding<Principal>>();
  private readonly refused = new Map<string, Finding<AppError>>();
  private readonly reading = new Map<string, Promise<Principal>>();
  /** Counts what has ended, as far as it is known here. */
  private endings = 0;
  /** Made-up keys must not become a flood of reads, neither from one address nor from all of them. */
  private readonly readings = new AddressLimit({ ...READINGS, addresses: 10_000 });
  private readonly gate = new Gate({
    concurrency: 4,
    queue: 200,
    retryAfterSeconds: 1,
    busy: 'Too many API keys are being looked up.',
  });

  constructor(
    private readonly repository: ApiKeyLookupRepository,
    private readonly revocations: Revocations,
    private readonly uses: ApiKeyUses,
  ) {}

  onModuleInit(): void {
    this.revocations.onEnd((ended) => this.forget(ended));
  }

  /**
   * Throws or rejects with auth.invalid, auth.expired, request.rate_limited for too many unknown keys from one address,
   * and unavailable when nobody knows whether it was revoked.
   * @param presented whatever was sent as a key
   * @param address where it comes from, as the trusted proxies tell it
   */
  authenticate(presented: unknown, address: string): Principal | Promise<Principal> {
    if (!looksLikeApiKey(presented)) throw AccessErrors.invalid.with('This is not an API key.');
    const digest = digestOf(presented);
    const known = this.admitted.get(digest);
    if (known === undefined || known.until <= performance.now()) return this.find(digest, address);
    this.revocations.check(known.result);
    return known.result;
  }

  private find(digest: string, address: string): Promise<Principal> {
    const refused = this.refused.get(digest);
    if (refused !== undefined && refused.until > performance.now()) throw refused.result;
    const running = this.reading.get(digest);
    if (running !== undefined) return running;
    // A key that was let in before costs no token: those are for keys that nobody has seen yet.
    if (!this.admitted.has(digest) && !this.readings.take(address)) {
      const told = { retryAfterSeconds: 1, limit: emptied(READINGS) };
      throw CoreErrors.rateLimited.with('Too many unknown API keys come from here.', told);
    }
    const reading = this.gate.run(() => this.read(digest)).finally(() => this.reading.delete(digest));
    this.reading.set(digest, reading);
    return reading;
  }

  private async read(digest: string): Promise<Principal> {
    for (let attempt = 1; attempt <= MAX_READINGS; attempt += 1) {
      const before = this.endings;
      const key = await this.repository.findByDigest(digest);
      // Else the row may be older than an ending that is known by now, and nobody would look at it again.
      if (before === this.endings) return this.judge(digest, key);
    }
    throw CoreErrors.unavailable.with('Too many rights are ending just now.', { retryAfterSeconds: 1 });
  }

  private judge(digest: string, key: StoredKey | undefined): Principal {
    const refusal = refusalOf(key);
    if (refusal !== undefined || key === undefined) {
      const result = refusal ?? AccessErrors.invalid.with();
      this.admitted.delete(digest);
      keep(this.refused, digest, { result, until: performance.now() + REFUSED_MS }, REFUSED_SIZE);
      throw result;
    }
    const principal = toPrincipal(key);
    this.revocations.check(principal);
    const until = performance.now() + Math.min(ADMITTED_MS, key.secondsLeft * 1000);
    keep(this.admitted, digest, { result: principal, until }, ADMITTED_SIZE);
    if (key.useIsNews) this.uses.note(key.id);
    return principal;
  }

  private forget(ended: Ended[]): void {
    this.endings += 1;
    const ids = new Set(ended.map(({ id }) => id));
    for (const [digest, { result }] of this.admitted) {
      if (ids.has(result.credential.id) || ids.has(result.userId)) this.admitted.delete(digest);
    }
  }
}

function refusalOf(key: StoredKey | undefined): AppError | undefined {
  if (key === undefined || key.revoked)
    return AccessErrors.invalid.with('There is no such API key, or it was revoked.');
  if (!key.ownerActive) return AccessErrors.invalid.with('The account of this API key is not active.');
  return key.secondsLeft <= 0 ? AccessErrors.expired.with('The API key has expired.') : undefined;
}

/** The key may what it was given, as far as its owner may it now. */
function toPrincipal({ id, permissions, expiresAt, ownerId, username, role }: StoredKey): Principal {
  const held: ReadonlySet<string> = rolePermissions[role];
  return {
    userId: ownerId,
    username,
    role,
    permissions: new Set(permissions.filter((permission) => held.has(permission)) as Permission[]),
    credential: { kind: 'key', id },
    expiresAt,
  };
}

/** Keeps the latest; the one kept longest goes when there is no room. */
function keep<T>(findings: Map<string, T>, digest: string, finding: T, size: number): void {
  findings.delete(digest);
  if (findings.size >= size) findings.delete(findings.keys().next().value ?? '');
  findings.set(digest, finding);
}
