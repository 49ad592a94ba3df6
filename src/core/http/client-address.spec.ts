import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { addressResolver, networkOf } from './client-address';

function request(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const message = new IncomingMessage(Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }));
  if (forwarded !== undefined) message.headers['x-forwarded-for'] = forwarded;
  return message;
}

describe('addressResolver', () => {
  test.each<[string, number | string[], string | undefined, string | undefined, string]>([
    ['no proxy trusted', 0, '192.0.2.9', '198.51.100.1', '192.0.2.9'],
    ['one hop', 1, '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['one hop, and the client made up another', 1, '10.0.0.1', '203.0.113.7, 198.51.100.1', '198.51.100.1'],
    ['two hops', 2, '10.0.0.1', '203.0.113.7, 198.51.100.1', '203.0.113.7'],
    ['a listed proxy', ['loopback', '10.0.0.0/8'], '10.0.0.1', '203.0.113.7, 198.51.100.1', '198.51.100.1'],
    ['a stranger who claims to be a proxy', ['loopback'], '192.0.2.9', '198.51.100.1', '192.0.2.9'],
    ['a mapped IPv4 address', ['10.0.0.0/8'], '::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['a proxy that forwards ports', 1, '10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['a socket that is gone', ['loopback'], undefined, undefined, 'unknown'],
  ])('%s', (_, trust, remote, forwarded, expected) => {
    expect(addressResolver(trust)(request(remote, forwarded))).toBe(expected);
  });
});

describe('networkOf', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['2001:0db8:0001::', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['fe80::1%eth0:4711', 'fe80:0:0:0::/64'],
    ['192.0.2.1:4711', '192.0.2.1'],
    ['192.0.2.1:', '192.0.2.1'],
    ['[2001:db8:1:2::9]:4711', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
    ['[192.0.2.1]:4711', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['::FFFF:C000:0201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['[::ffff:192.0.2.1]:4711', '192.0.2.1'],
    ['::1:2:3:4:5:192.0.2.1', '0:1:2:3::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['unknown', 'unknown'],
    ['', 'unknown'],
    ['192.0.2.256', 'unknown'],
    ['192.0.2.1:4711x', 'unknown'],
    ['_hidden', 'unknown'],
    ['[]:1', 'unknown'],
    ['x'.repeat(500), 'unknown'],
  ])('%s', (address, expected) => {
    expect(networkOf(address)).toBe(expected);
  });
});
