/** Whose bucket it is: the named account, the address (IPv6: its /64), or the API key, else the user, else the address. */
export type LimitKey = 'account' | 'address' | 'caller';

export interface LimitClass {
  key: LimitKey;
  perMinute: number;
  /** Most that pass at once; RATE_LIMITS changes it along with the rate. */
  burst: number;
  /** What is counted: requests and events, or the utterances in their bodies (at least one). */
  counts: 'requests' | 'utterances';
  /** Completes the sentence "Limits ...". */
  description: string;
}

/** Every class of the rate limits; a route that names none is limited by `default`. */
export const limitClasses = {
  'login-account': {
    key: 'account',
    perMinute: 5,
    burst: 5,
    counts: 'requests',
    description: 'attempts to sign in to one account, from wherever they come',
  },
  'login-ip': {
    key: 'address',
    perMinute: 20,
    burst: 20,
    counts: 'requests',
    description: 'attempts to sign in from one address',
  },
  register: {
    key: 'address',
    perMinute: 10,
    burst: 10,
    counts: 'requests',
    description: 'registrations from one address',
  },
  // A whole office may sit behind one address, and come in the morning at once.
  refresh: {
    key: 'address',
    perMinute: 120,
    burst: 300,
    counts: 'requests',
    description: 'renewals of tokens from one address',
  },
  // Whoever got hold of a session must not try out passwords with it.
  password: { key: 'caller', perMinute: 5, burst: 5, counts: 'requests', description: 'changes of the password' },
  questions: {
    key: 'caller',
    perMinute: 30,
    burst: 30,
    counts: 'requests',
    description: 'questions in plain language',
  },
  uploads: { key: 'caller', perMinute: 30, burst: 30, counts: 'requests', description: 'uploaded files and documents' },
  ingest: {
    key: 'caller',
    perMinute: 60_000,
    burst: 60_000,
    counts: 'utterances',
    description: 'utterances, over REST and sockets together',
  },
  default: {
    key: 'caller',
    perMinute: 6_000,
    burst: 6_000,
    counts: 'requests',
    description: 'everything else, over REST and sockets together',
  },
} as const satisfies Record<string, LimitClass>;

export type LimitClassName = keyof typeof limitClasses;

export const limitClassNames = Object.keys(limitClasses) as LimitClassName[];

/** Requests per minute of the classes that RATE_LIMITS changes. */
export type LimitChanges = Partial<Record<LimitClassName, number>>;

/** As the library counts: so many requests at once, which flow back over so many ms. */
export function limitOf(name: LimitClassName, changes: LimitChanges): { limit: number; ttl: number } {
  const { perMinute: declared, burst }: LimitClass = limitClasses[name];
  const perMinute = changes[name] ?? declared;
  const limit = Math.max(1, Math.round((burst * perMinute) / declared));
  return { limit, ttl: (limit / perMinute) * 60_000 };
}
