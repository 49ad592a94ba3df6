import { LimitChanges, LimitClassName, limitClassNames } from '../access/limits/limit-classes';
import { parseInteger, parseList } from './parsers';

const parseRate = parseInteger(1, 1_000_000);

/** Accepts CLASS=PER_MINUTE, comma-separated, each class once. */
export function parseRateLimits(raw: string): LimitChanges {
  const changes: LimitChanges = {};
  for (const entry of parseList(raw)) {
    const [, given = '', perMinute = ''] = /^([^=]*)=(.*)$/.exec(entry) ?? [];
    const name = known(given.trim(), entry);
    if (changes[name] !== undefined) throw new Error(`names ${name} twice`);
    changes[name] = rate(name, perMinute.trim());
  }
  return changes;
}

function known(given: string, entry: string): LimitClassName {
  const name = limitClassNames.find((known) => known === given);
  if (name !== undefined) return name;
  throw new Error(
    given === ''
      ? `must be CLASS=PER_MINUTE, comma-separated, e.g. login-account=10,default=6000; "${entry}" is not`
      : `names "${given}", but the classes are ${limitClassNames.join(', ')}`,
  );
}

function rate(name: LimitClassName, perMinute: string): number {
  try {
    return parseRate(perMinute);
  } catch (error) {
    throw new Error(`is wrong for ${name}: it ${(error as Error).message}`, { cause: error });
  }
}
