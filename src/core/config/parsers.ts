import { isIP } from 'node:net';
import { secretFault } from './secrets';
import { isTimeZone } from './time-zone';

type Parser<T> = (raw: string) => T;

/** Accepts one of the given words. */
export function parseChoice<const T extends string>(choices: readonly T[]): Parser<T> {
  return (raw) => {
    const found = choices.find((choice) => choice === raw);
    if (found === undefined) throw new Error(`must be one of ${choices.join(', ')}`);
    return found;
  };
}

/** Accepts a decimal integer within [min, max]. */
export function parseInteger(min: number, max: number): Parser<number> {
  return (raw) => {
    const value = Number(raw);
    if (!/^-?\d+$/.test(raw) || value < min || value > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return value;
  };
}

/** Accepts true or false, nothing else. */
export function parseBoolean(raw: string): boolean {
  if (raw !== 'true' && raw !== 'false') throw new Error('must be true or false');
  return raw === 'true';
}

/** Splits at commas; empty entries are dropped. */
export function parseList(raw: string): string[] {
  return raw
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Accepts an absolute URL of one of the given protocols; the value itself is never echoed, since it may hold a password. */
export function parseUrl(protocols: string[]): Parser<string> {
  return (raw) => {
    const protocol = URL.canParse(raw) ? new URL(raw).protocol : undefined;
    if (protocol === undefined || !protocols.includes(protocol)) {
      throw new Error(`must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    }
    return raw;
  };
}

/** Accepts a secret that is long enough and that nobody has guessed yet; it is never echoed. */
export function parseSecret(bytes: number, distinct: number): Parser<string> {
  return (raw) => {
    const fault = secretFault(raw, { bytes, distinct });
    if (fault !== undefined) throw new Error(fault);
    return raw;
  };
}

/** Accepts an IANA time zone name known to this Node. */
export function parseTimezone(raw: string): string {
  if (!isTimeZone(raw)) throw new Error('must be an IANA time zone such as Europe/Berlin');
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: raw }).resolvedOptions();
  // Its capitals put right, but no other name of the zone.
  return timeZone.toLowerCase() === raw.toLowerCase() ? timeZone : raw;
}

/**
 * Accepts a number of proxy hops or a list of addresses and CIDR blocks. `true` is refused: it would let any client
 * choose its own address by X-Forwarded-For.
 */
export function parseTrustProxy(raw: string): number | string[] {
  if (/^\d{1,2}$/.test(raw)) return Number(raw);
  const entries = parseList(raw);
  const named = ['loopback', 'linklocal', 'uniquelocal'];
  if (entries.length === 0 || !entries.every((entry) => named.includes(entry) || isAddressOrCidr(entry))) {
    throw new Error('must be a number of hops, or a comma-separated list of addresses or CIDR blocks');
  }
  return entries;
}

function isAddressOrCidr(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
