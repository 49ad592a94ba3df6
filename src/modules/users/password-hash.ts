/** What a hash cost: KiB of memory, passes over it, lanes. */
export interface HashCost {
  memoryCost: number;
  timeCost: number;
  parallelism: number;
}

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
export const HASH_COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A dearer hash is never verified: whoever could write one into a row would stop the process at each login. */
const DEAREST: HashCost = { memoryCost: 131_072, timeCost: 8, parallelism: 4 };

const ARGON2ID = /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,9})\$[\w+/]{11,86}\$[\w+/]{16,86}$/;

/** Undefined for what is not an argon2id hash. */
export function costOf(hash: string): HashCost | undefined {
  const numbers = ARGON2ID.exec(hash)?.slice(1).map(Number);
  if (numbers === undefined) return undefined;
  const [memoryCost = 0, timeCost = 0, parallelism = 0] = numbers;
  return { memoryCost, timeCost, parallelism };
}

/** Whether it is an argon2id hash that costs no more to verify than this process can bear. */
export function isAffordable(hash: string): boolean {
  const cost = costOf(hash);
  return cost !== undefined && parts.every((part) => cost[part] <= DEAREST[part]);
}

/** Whether it was made with less work than hashes are made with today. */
export function isWeak(hash: string): boolean {
  const cost = costOf(hash);
  return cost === undefined || cost.memoryCost < HASH_COST.memoryCost || cost.timeCost < HASH_COST.timeCost;
}

const parts = ['memoryCost', 'timeCost', 'parallelism'] as const;
