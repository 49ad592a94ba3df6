import { plainAddress, toAuditRow } from './audit-row';
import { Actor, AuditedAct } from './audited-act';

const ID = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
const KEY = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8e';
const act = (more: Partial<AuditedAct> = {}): AuditedAct => ({ action: 'call.delete', outcome: 'ok', ...more });
const actor = (more: Partial<Actor> = {}): Actor => ({ userId: ID, username: 'maria', ...more });

describe('the row of an act', () => {
  it('tells who did what to what, and from where', () => {
    const credential = { kind: 'key', id: KEY } as const;
    const source = { ip: '203.0.113.7', headers: { 'user-agent': 'Dialer/2.1' } };
    const details = { format: 'srt', bytes: 12, whole: true, none: null };
    const target = { kind: 'call', id: ID } as const;
    const row = toAuditRow(act({ actor: actor({ credential }), target, details }), {
      correlationId: 'a-request',
      source,
    });
    expect(row).toEqual({
      ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, actorId: ID, actorName: 'maria', keyId: KEY },
      ...{ action: 'call.delete', targetKind: 'call', targetId: ID, outcome: 'ok' },
      ...{ ip: '203.0.113.7', userAgent: 'Dialer/2.1', correlationId: 'a-request', details },
    });
  });

  it('says nothing of what is not known: in a command there is no request', () => {
    expect(toAuditRow(act())).toMatchObject({
      ...{ actorId: null, actorName: null, keyId: null, targetKind: null, targetId: null },
      ...{ ip: null, userAgent: null, correlationId: null, details: {} },
    });
  });

  it('names a key only where one acted, and only ids that are ids', () => {
    const keyId = (credential: Actor['credential']) => toAuditRow(act({ actor: actor({ credential }) })).keyId;
    expect(keyId({ kind: 'key', id: KEY })).toBe(KEY);
    expect(keyId({ kind: 'session', id: KEY })).toBeNull();
    expect(keyId({ kind: 'key', id: 'none' })).toBeNull();
    expect(toAuditRow(act({ actor: actor({ userId: 'none' }) }))).toMatchObject({ actorId: null, actorName: 'maria' });
  });

  it.each([
    ['of 256 characters', 'x'.repeat(256), 'x'.repeat(256)],
    ['of more', 'x'.repeat(257), 'x'.repeat(256)],
    ['of a megabyte', 'é'.repeat(2 ** 20), 'é'.repeat(256)],
    ['cut within a pair', `${'x'.repeat(255)}\u{1f600}`, `${'x'.repeat(255)}\ufffd`],
    ['that ends with a pair', `${'x'.repeat(254)}\u{1f600}y`, `${'x'.repeat(254)}\u{1f600}`],
    ['with NUL bytes', '\0a\0\0b\0', '\ufffda\ufffd\ufffdb\ufffd'],
    ['with halves of pairs', '\udc00a\ud800b\ud83d', '\ufffda\ufffdb\ufffd'],
    ['that is empty', '', ''],
  ])('has text %s as Postgres can store it', (_, text, stored) => {
    const source = { ip: text, headers: { 'user-agent': text } };
    const target = { kind: 'route', id: text } as const;
    const acted = act({ actor: actor({ username: text }), target, details: { text } });
    const row = toAuditRow(acted, { correlationId: text, source });
    expect(row).toMatchObject({ actorName: stored, targetId: stored, userAgent: stored, correlationId: stored });
    expect(row).toMatchObject({ details: { text: stored }, ip: stored.slice(0, 64) });
  });

  it('has at most twenty details, the first ones', () => {
    const details = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field${n}`, n]));
    const kept = Object.keys(toAuditRow(act({ details })).details);
    expect(kept).toEqual(Array.from({ length: 20 }, (_, n) => `field${n}`));
  });
});

describe('an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
    ['unknown', 'unknown'],
    ['x'.repeat(100), 'x'.repeat(64)],
    [undefined, null],
  ])('%s is spelled %s', (address, spelled) => {
    expect(plainAddress(address)).toBe(spelled);
  });
});
