import { createHash } from 'node:crypto';
import { networkOf } from '../../http/client-address';
import { Principal } from '../principal';
import { Bucket, Draw, draw } from './bucket';
import { LimitClass, limitClasses } from './limit-classes';

/** How a route or an event is limited. */
export interface LimitPlan {
  buckets: Bucket[];
  /** Whose bucket or how much it costs stands in the body. */
  needsBody: boolean;
}

/** Who asks for what, over HTTP or a socket. */
export interface Asking {
  user?: Principal;
  /** As the trusted proxies tell it. */
  ip?: string;
  body?: unknown;
}

/** How many bytes of a document of somebody else's shape count as one utterance: what is in it is not known before it is read. */
const DOCUMENT_BYTES_PER_UTTERANCE = 1_000;

export function makePlan(buckets: Bucket[]): LimitPlan {
  return { buckets, needsBody: buckets.some(({ name }) => isInBody(limitClasses[name])) };
}

/** What the request draws; while its body is not read, what can be told without, at the least cost. */
export function drawsOf({ buckets }: LimitPlan, asking: Asking): Draw[] {
  const draws: Draw[] = [];
  for (const bucket of buckets) {
    const { key, counts }: LimitClass = limitClasses[bucket.name];
    const tracker = key === 'account' ? accountIn(asking.body) : trackerOf(key, asking);
    if (tracker !== undefined) draws.push(draw(bucket, tracker, counts === 'requests' ? 1 : utterancesIn(asking.body)));
  }
  return draws;
}

/** The utterances that a body holds, or that a document may hold; at least 1, whatever it is. */
export function utterancesIn(body: unknown): number {
  const { utterances, bytes } = (body ?? {}) as { utterances?: unknown; bytes?: unknown };
  if (Array.isArray(utterances)) return Math.max(1, utterances.length);
  return Buffer.isBuffer(bytes) ? Math.max(1, Math.ceil(bytes.length / DOCUMENT_BYTES_PER_UTTERANCE)) : 1;
}

function isInBody({ key, counts }: LimitClass): boolean {
  return key === 'account' || counts === 'utterances';
}

/** Ids are UUIDs, so that none can be taken for an address. */
function trackerOf(key: 'address' | 'caller', asking: Asking): string {
  const { user } = asking;
  // Express works the address out each time it is asked for it.
  if (key === 'address' || user === undefined) return networkOf(asking.ip ?? 'unknown');
  return user.credential.kind === 'key' ? user.credential.id : user.userId;
}

/** The named account as a digest: names are other people's, and as long as the body allows. Undefined when none is named. */
function accountIn(body: unknown): string | undefined {
  const { username } = (body ?? {}) as { username?: unknown };
  if (typeof username !== 'string') return undefined;
  // To Postgres the lower case of İ is i, to JavaScript two characters: it would open further buckets to the same account.
  const name = username.replaceAll('İ', 'i').toLowerCase();
  return createHash('sha256').update(name).digest('base64url');
}
