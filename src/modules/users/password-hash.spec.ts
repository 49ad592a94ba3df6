import { costOf, isAffordable, isWeak } from './password-hash';

const hash = (parameters: string, kind = 'argon2id') =>
  `$${kind}$v=19$${parameters}$TyinOIuVipKBciCMAEFrGg$Faq2K6OSzTtdm2B1po2AazsMQrTNcLa9j0fS5bF4yjs`;

describe('a stored hash', () => {
  it('tells what it costs', () => {
    expect(costOf(hash('m=19456,t=2,p=1'))).toEqual({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  });

  it.each([
    ['today’s', hash('m=19456,t=2,p=1'), true, false],
    ['with less memory', hash('m=4096,t=2,p=1'), true, true],
    ['with fewer passes', hash('m=19456,t=1,p=1'), true, true],
    ['with more of both', hash('m=65536,t=3,p=4'), true, false],
    ['with all that is bearable', hash('m=131072,t=8,p=4'), true, false],
    ['with too much memory', hash('m=131073,t=2,p=1'), false, false],
    ['with too many passes', hash('m=19456,t=9,p=1'), false, false],
    ['with too many lanes', hash('m=19456,t=2,p=5'), false, false],
    ['of another kind', hash('m=19456,t=2,p=1', 'argon2i'), false, true],
    ['with numbers out of all range', hash(`m=${'9'.repeat(30)},t=2,p=1`), false, true],
    ['that is none', 'none', false, true],
    ['that is empty', '', false, true],
  ])('%s', (_, stored, affordable, weak) => {
    expect({ affordable: isAffordable(stored), weak: isWeak(stored) }).toEqual({ affordable, weak });
  });
});
