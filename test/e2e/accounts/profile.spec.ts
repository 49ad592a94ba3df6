import { ProfileDto } from '../../../src/modules/users/profile/dto/profile.dto';
import { startTestApp, TestApp } from '../../support/app';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { registered, signedIn } from '../../support/sessions';

jest.setTimeout(20_000);

describe('the own profile', () => {
  let parley: TestApp;
  let userId: string;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    userId = await registered(parley.url, 'maria');
    rest = new RestClient(parley.url, (await signedIn(parley.url, 'maria')).access_token);
  }, 60_000);
  afterAll(() => parley.close());

  const put = (body: unknown) => rest.send<ProfileDto>('PUT', '/auth/profile', { body });
  const get = async () => expectStatus(await rest.get<ProfileDto>('/auth/profile'), 200);
  const full = {
    name: 'María López',
    locale: 'es-MX',
    timeZone: 'America/Mexico_City',
    preferences: { theme: 'dark', columns: ['agent', 'score'], nested: { deep: [1, null, true] } },
  };

  it('starts empty, takes everything, and shows the name with the account', async () => {
    const empty = { name: null, locale: null, timeZone: null, preferences: {} };
    expect(await get()).toEqual({ ...empty, updatedAt: expect.any(String) as string });
    expect(expectStatus(await put(full), 200)).toMatchObject(full);
    expect(await get()).toMatchObject(full);
    expect(expectStatus(await rest.get('/auth/me'), 200)).toMatchObject({ name: full.name });
    const [entry] = await runSql(
      parley.database,
      `SELECT actor_id AS actor, target_id AS target, details FROM audit_entries WHERE action = 'auth.profile_change'`,
    );
    const fields = 'name, locale, timeZone, preferences';
    expect(entry).toEqual({ actor: userId, target: userId, details: { fields } });
  });

  it('keeps what is left out, clears what is null, and replaces the preferences whole', async () => {
    expectStatus(await put(full), 200);
    expect(expectStatus(await put({ preferences: { theme: 'light' } }), 200)).toMatchObject({ name: full.name });
    expect((await get()).preferences).toEqual({ theme: 'light' });
    expectStatus(await put({ locale: 'DE-de' }), 200);
    expect(await get()).toMatchObject({ ...full, locale: 'de-DE', preferences: { theme: 'light' } });
    expectStatus(await put({ name: null, locale: null, timeZone: null, preferences: null }), 200);
    expect(await get()).toMatchObject({ name: null, locale: null, timeZone: null, preferences: {} });
  });

  it.each<[string, object]>([
    ['name', { name: '' }],
    ['name', { name: '  ' }],
    ['name', { name: 'x'.repeat(101) }],
    ['locale', { locale: 'de_DE' }],
    ['locale', { locale: 7 }],
    ['timeZone', { timeZone: 'Europe/Atlantis' }],
    ['timeZone', { timeZone: '+01:00' }],
    ['preferences', { preferences: [] }],
    ['preferences', { preferences: 'dark' }],
    ['preferences', { preferences: { a: { b: { c: { d: { e: {} } } } } } }],
    ['preferences', { preferences: { text: 'ü'.repeat(8_000) } }],
    ['role', { name: 'Maria', role: 'admin' }],
    ['', {}],
  ])('refuses a wrong %s precisely, and nothing changes', async (field, body) => {
    const before = await get();
    expect(expectProblem(await put(body), 400, 'request.invalid').errors?.map((error) => error.field)).toEqual([field]);
    expect(await get()).toEqual(before);
  });

  it('takes preferences up to their limits', async () => {
    const preferences = { a: { b: { c: { d: [1] } } }, text: 'x'.repeat(15_950) };
    expect(Buffer.byteLength(JSON.stringify(preferences))).toBeGreaterThan(15_980);
    expect(expectStatus(await put({ preferences }), 200).preferences).toEqual(preferences);
  });
});
