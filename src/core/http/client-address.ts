import { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import proxyAddr from 'proxy-addr';

type Resolver = (request: IncomingMessage) => string;

/** Finds what counts as the one address a request comes from. */
export function addressResolver(trustProxy: number | string[]): Resolver {
  const resolve = fullAddressResolver(trustProxy);
  return (request) => networkOf(resolve(request));
}

/** Finds the address a request comes from, as Express does with the same `trust proxy` setting. */
export function fullAddressResolver(trustProxy: number | string[]): Resolver {
  const trusted =
    typeof trustProxy === 'number' ? (_: string, hop: number) => hop < trustProxy : proxyAddr.compile(trustProxy);
  return (request) => proxyAddr(request, trusted) ?? 'unknown';
}

/** What counts as one address: an IPv4 address, or the /64 of an IPv6 address, since a host owns a whole /64. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address.slice(0, 64);
  const [head = '', tail] = address.split('%', 1).join('').toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const filled =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return `${filled
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
