import { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import proxyAddr from 'proxy-addr';

type Resolver = (request: IncomingMessage) => string;

const UNKNOWN = 'unknown';
/** Some proxies forward 192.0.2.1:4711 and [2001:db8::1]:4711; a port is no part of an address. */
const BRACKETED = /^\[([^\]]*)\](?::\d*)?$/;
const WITH_PORT = /^([\d.]+):\d*$/;
const MAPPED = /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/;

/** Finds what counts as the one address a request comes from. */
export function addressResolver(trustProxy: number | string[]): Resolver {
  const resolve = fullAddressResolver(trustProxy);
  return (request) => networkOf(resolve(request));
}

/** Finds the address a request comes from, as Express does with the same `trust proxy` setting. */
export function fullAddressResolver(trustProxy: number | string[]): Resolver {
  const trusted =
    typeof trustProxy === 'number' ? (_: string, hop: number) => hop < trustProxy : proxyAddr.compile(trustProxy);
  return (request) => proxyAddr(request, trusted) ?? UNKNOWN;
}

/**
 * What counts as one address: an IPv4 address, or the /64 of an IPv6 address, since a host owns a whole /64. All that is no
 * address counts as one, so that nobody gains by making some up.
 */
export function networkOf(address: string): string {
  const host = hostOf(address);
  if (host === undefined || !host.includes(':')) return host ?? UNKNOWN;
  const [left = [], right = []] = host.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}

/**
 * One spelling for each address: without port and zone, IPv4 mapped into IPv6 as IPv4, IPv6 compressed. Undefined for what
 * is no address.
 */
export function hostOf(address: string): string | undefined {
  if (isIPv4(address)) return address;
  const bare = BRACKETED.exec(address)?.[1] ?? WITH_PORT.exec(address)?.[1] ?? address;
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return undefined;
  const { hostname } = new URL(`http://[${bare.split('%', 1).join('')}]`);
  const [, high, low] = MAPPED.exec(hostname) ?? [];
  if (high === undefined || low === undefined) return hostname.slice(1, -1);
  return [high, low]
    .map((group) => parseInt(group, 16))
    .map((pair) => `${pair >> 8}.${pair & 0xff}`)
    .join('.');
}
