import { AddressLimit } from './address-limit';

const often = (limit: AddressLimit, address: string, times: number) =>
  Array.from({ length: times }, () => limit.take(address)).filter(Boolean).length;

describe('a limit by address', () => {
  it('gives each address its own burst', () => {
    const limit = new AddressLimit({ perSecond: 0, burst: 3, addresses: 10 });
    expect(often(limit, '192.0.2.1', 5)).toBe(3);
    expect(often(limit, '192.0.2.2', 5)).toBe(3);
  });

  it('takes the whole /64 of an IPv6 address for one, and a mapped IPv4 address for itself', () => {
    const limit = new AddressLimit({ perSecond: 0, burst: 3, addresses: 10 });
    expect(often(limit, '2001:db8::1', 2) + often(limit, '2001:db8::2', 2)).toBe(3);
    expect(often(limit, '192.0.2.1', 2) + often(limit, '::ffff:192.0.2.1', 2)).toBe(3);
  });

  it('remembers so many addresses, those heard of last', () => {
    const limit = new AddressLimit({ perSecond: 0, burst: 1, addresses: 2 });
    expect(
      often(limit, '192.0.2.1', 1) +
        often(limit, '192.0.2.2', 1) +
        often(limit, '192.0.2.1', 1) +
        often(limit, '192.0.2.3', 1),
    ).toBe(3);
    expect(limit.take('192.0.2.1')).toBe(false);
    expect(limit.take('192.0.2.2')).toBe(true);
  });
});
