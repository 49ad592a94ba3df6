import { LiveRevocations } from './live-revocations';
import { EndedKind, Revocation } from './revocations.repository';

const ended = (id: string, secondsLeft: number, kind: EndedKind = 'session', seq = '1'): Revocation => ({
  kind,
  id,
  seq,
  secondsLeft,
});

describe('the revocations that live', () => {
  it('are known until their time is over, and then hold no memory', () => {
    const live = new LiveRevocations();
    live.add([ended('a', 10), ended('b', 20)], 0);
    live.add([], 9_999);
    expect([live.has('a'), live.has('b'), live.size]).toEqual([true, true, 2]);
    live.add([], 10_000);
    expect([live.has('a'), live.has('b'), live.size]).toEqual([false, true, 1]);
    live.add([], 20_000);
    expect(live.size).toBe(0);
  });

  it('are news once, whoever tells them', () => {
    const live = new LiveRevocations();
    expect(live.add([ended('a', 10)], 0).map(({ id }) => id)).toEqual(['a']);
    expect(live.add([ended('a', 9), ended('b', 10)], 1_000).map(({ id }) => id)).toEqual(['b']);
  });

  it('of what the keys of a user may are news with every row', () => {
    const live = new LiveRevocations();
    expect(live.add([ended('u', 10, 'user', '1'), ended('u', 10, 'user', '2')], 0)).toHaveLength(2);
    expect(live.add([ended('u', 10, 'user', '2'), ended('u', 10, 'user', '3')], 0).map(({ seq }) => seq)).toEqual([
      '3',
    ]);
    expect(live.has('u')).toBe(false);
  });

  it('that are told again stay for as long as the last row says', () => {
    const live = new LiveRevocations();
    live.add([ended('a', 10), ended('b', 11)], 0);
    live.add([ended('a', 30)], 5_000);
    live.add([], 12_000);
    expect([live.has('a'), live.has('b'), live.size]).toEqual([true, false, 1]);
  });
});
