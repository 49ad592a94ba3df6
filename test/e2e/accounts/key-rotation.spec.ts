import { AccessTokens } from '../../../src/core/access/tokens/access-tokens';
import { AuditTrail } from '../../../src/core/access/audit/audit-trail';
import { Rotation, SigningKeyRotation } from '../../../src/core/access/tokens/signing-key-rotation';
import { SigningKeys } from '../../../src/core/access/tokens/signing-keys';
import { SigningKeysRepository } from '../../../src/core/access/tokens/signing-keys.repository';
import { Database } from '../../../src/core/database/database';
import { Logger } from '../../../src/core/logging/logger';
import { startTestApp, TestApp } from '../../support/app';
import { overtaking } from '../../support/blocked';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { refresh, registered, signedIn } from '../../support/sessions';
import { waitFor } from '../../support/wait-for';

const OVERLAP_SECONDS = 3_900;

describe('rotating the signing key that is kept in the database', () => {
  let apps: TestApp[];
  let [first, second]: TestApp[] = [];
  let urls: string[];

  beforeAll(async () => {
    const settings = { SIGNING_KEYS_POLL_MS: '50' };
    first = await startTestApp(settings);
    second = await startTestApp(settings, first.database);
    apps = [first, second];
    urls = apps.map(({ url }) => url);
    await registered(urls[0]!, 'maria');
  }, 60_000);
  afterAll(async () => {
    await second?.close();
    await first?.close();
  });

  const sql = <Row>(text: string, values: unknown[] = []) => runSql<Row>(first!.database, text, values);
  const rotate = ({ app }: TestApp = first!): Promise<Rotation> =>
    new SigningKeyRotation(app.get(Database), app.get(SigningKeysRepository), app.get(AuditTrail)).rotate();
  const signingOf = (app: TestApp) => app.app.get(SigningKeys).signing().kid;
  const newest = async () => (await sql<{ kid: string }>('SELECT kid FROM signing_keys WHERE current'))[0]!.kid;
  const statuses = (token: string) =>
    Promise.all(urls.map(async (url) => (await new RestClient(url, token).get('/auth/me')).status));

  /** As if so many seconds more had passed since every rotation. */
  const pass = (seconds: number) =>
    sql('UPDATE signing_keys SET signs_from = signs_from - make_interval(secs => $1)', [seconds]);
  const everyoneKnows = (kid: string) =>
    waitFor('all to have read the new key', () => apps.every(({ app }) => app.get(SigningKeys).accepted(kid)));
  const everyoneSignsBy = (kid: string) =>
    waitFor(
      'all to sign by the new key',
      () => apps.map(signingOf),
      10_000,
      (seen) => seen.every((signing) => signing === kid),
    );

  async function rotated(): Promise<string> {
    expect((await rotate()).outcome).toBe('rotated');
    const kid = await newest();
    await everyoneKnows(kid);
    return kid;
  }

  /** A rotation whose new key signs everywhere. */
  async function switched(): Promise<string> {
    const kid = await rotated();
    await pass(61);
    await everyoneSignsBy(kid);
    return kid;
  }

  it('changes who signs at one moment for all, and takes tokens of the old key until their last has ended', async () => {
    const old = await newest();
    const before = await signedIn(urls[0]!, 'maria');
    expect(kidOf(before.access_token)).toBe(old);
    expect(await statuses(before.access_token)).toEqual([200, 200]);

    const kid = await rotated();
    expect(apps.map(signingOf)).toEqual([old, old]);
    expect(kidOf((await signedIn(urls[1]!, 'maria')).access_token)).toBe(old);
    await pass(55);
    await Promise.all(apps.map(({ app }) => app.get(SigningKeys).refresh()));
    expect(apps.map(signingOf)).toEqual([old, old]);

    await pass(6);
    await everyoneSignsBy(kid);
    for (const url of urls) {
      const after = await signedIn(url, 'maria');
      expect(kidOf(after.access_token)).toBe(kid);
      expect(await statuses(after.access_token)).toEqual([200, 200]);
    }
    expect(await statuses(before.access_token)).toEqual([200, 200]);

    await pass(OVERLAP_SECONDS - 30);
    await Promise.all(apps.map(({ app }) => app.get(SigningKeys).refresh()));
    expect(await statuses(before.access_token)).toEqual([200, 200]);
    const known = apps.map(
      ({ app }) =>
        () =>
          app.get(AccessTokens).verifyKnown(`Bearer ${before.access_token}`),
    );
    expect(known.map((verify) => verify()?.username)).toEqual(['maria', 'maria']);
    await pass(31);
    await refused(before.access_token);
    expect(known.map((verify) => verify())).toEqual([undefined, undefined]);
    expectProblem(await new RestClient(urls[1]!, before.access_token).get('/auth/me'), 401, 'auth.invalid');
  });

  it('leaves refresh tokens from before valid, and a lost answer of them can be asked for again', async () => {
    const before = await signedIn(urls[0]!, 'maria');
    const exchanged = expectStatus(await refresh(urls[0]!, before.refresh_token), 200);
    const unused = await signedIn(urls[1]!, 'maria');
    const kid = await switched();
    for (const url of urls) {
      const again = expectStatus(await refresh(url, before.refresh_token), 200);
      expect(again.refresh_token).toBe(exchanged.refresh_token);
      expect(kidOf(again.access_token)).toBe(kid);
    }
    const next = expectStatus(await refresh(urls[0]!, unused.refresh_token), 200);
    expect(expectStatus(await refresh(urls[1]!, unused.refresh_token), 200).refresh_token).toBe(next.refresh_token);

    await pass(OVERLAP_SECONDS + 1);
    await refused(before.access_token);
    const last = expectStatus(await refresh(urls[1]!, exchanged.refresh_token), 200);
    expect(await statuses(last.access_token)).toEqual([200, 200]);
  });

  it('makes one key of two rotations at once, tells when it signs, and is audited once', async () => {
    await pass(OVERLAP_SECONDS);
    const begun = await sql<{ at: Date }>("SELECT date_trunc('milliseconds', clock_timestamp()) AS at");
    const previous = await newest();
    const lock: [string, unknown[]] = ['SELECT 1 FROM signing_keys WHERE current FOR UPDATE', []];
    const outcomes = await overtaking(first!.database, [lock], () => Promise.all(apps.map((app) => rotate(app))));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['pending', 'rotated']);
    expect(await rotate()).toEqual({ outcome: 'pending' });

    const [done] = outcomes.filter((outcome) => outcome.outcome === 'rotated');
    const [row] = await sql<{ kid: string; from: Date; seconds: number }>(
      `SELECT kid, signs_from AS from, round(extract(epoch FROM signs_from - now()))::int AS seconds
       FROM signing_keys WHERE current`,
    );
    expect(done?.signsFrom).toEqual(row?.from);
    expect(row?.seconds).toBeGreaterThan(50);
    expect(Number(done?.previousUntil) - Number(done?.signsFrom)).toBe(OVERLAP_SECONDS * 1_000);
    const trail = `SELECT action, outcome, actor_id, details FROM audit_entries
      WHERE action = 'auth.key_rotation' AND at >= $1`;
    expect(await sql(trail, [begun[0]?.at])).toEqual([
      {
        action: 'auth.key_rotation',
        outcome: 'ok',
        actor_id: null,
        details: { kid: row?.kid, previous, signsFrom: row?.from.toISOString() },
      },
    ]);
    await everyoneKnows(row!.kid);
    await pass(61);
    await everyoneSignsBy(row!.kid);
  });

  it('removes keys that nothing needs any more, and never one whose tokens are accepted', async () => {
    await pass(2 * OVERLAP_SECONDS);
    const old = await newest();
    const next = await switched();
    expect(await sql('SELECT kid FROM signing_keys ORDER BY signs_from')).toEqual([{ kid: old }, { kid: next }]);
    await pass(OVERLAP_SECONDS - 70);
    const last = await rotated();
    expect(await sql('SELECT kid FROM signing_keys ORDER BY signs_from')).toEqual(
      [old, next, last].map((kid) => ({ kid })),
    );
  });

  it('refuses the old key on time also where the keys were not read again', async () => {
    await pass(2 * OVERLAP_SECONDS);
    const old = await newest();
    const kid = await switched();
    const { app, config } = first!;
    const rare = new SigningKeys(config, app.get(SigningKeysRepository), app.get(Logger));
    const left = 2;
    await sql('UPDATE signing_keys SET signs_from = now() - make_interval(secs => $2) WHERE kid = $1', [
      kid,
      OVERLAP_SECONDS - left,
    ]);
    await rare.refresh();
    expect(rare.accepted(old)?.kid).toBe(old);
    await waitFor('its end', () => rare.accepted(old) === undefined, left * 1_000 + 500);
    expect(rare.accepted(kid)?.kid).toBe(kid);
  });

  it('has nothing to rotate where Parley has kept no key', async () => {
    const kept = await sql<{ keys: unknown }>('SELECT jsonb_agg(k) AS keys FROM signing_keys AS k');
    await sql('DELETE FROM signing_keys');
    expect(await rotate()).toEqual({ outcome: 'keyless' });
    await sql('INSERT INTO signing_keys SELECT * FROM jsonb_populate_recordset(NULL::signing_keys, $1)', [
      JSON.stringify(kept[0]?.keys),
    ]);
  });

  const refused = (token: string) =>
    waitFor(
      'tokens of the old key to be refused',
      () => statuses(token),
      10_000,
      (seen: Answer['status'][]) => seen.every((status) => status === 401),
    );
});

function kidOf(token: string): string {
  const header = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  return (JSON.parse(header) as { kid: string }).kid;
}
