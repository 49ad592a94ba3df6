import { permissions } from '../../../src/core/access/permissions';
import { expectStatus, RestClient } from '../../support/rest-client';
import { BuiltApp } from './built-app';
import { Caller, Entry } from './permission-table';

const PASSWORD = 'a long way to the lighthouse';

type Badge = { key: string } | { token: string };

/** What each kind of caller shows of itself. */
export interface Badges {
  headers(entry: Entry, caller: Caller): Promise<Record<string, string>>;
  handshake(entry: Entry, caller: Caller): Promise<Record<string, string>>;
}

/** Makes a key that may all that keys can, one for each permission that lacks it, and an admin who is deactivated again. */
export async function handOutBadges(parley: BuiltApp): Promise<Badges> {
  const admin = new RestClient(parley.url, await parley.tokenOf('admin'));
  const keys = await makeKeys(admin);
  const deactivated = await deactivatedAdmin(parley, admin);
  const keyFor = ({ permission }: Entry, caller: Caller): string =>
    (caller === 'key_without' && keys.without.get(permission)) || keys.whole;
  const badge = async (entry: Entry, caller: Caller): Promise<Badge | undefined> => {
    if (caller === 'anonymous') return undefined;
    if (caller === 'key' || caller === 'key_without') return { key: keyFor(entry, caller) };
    return { token: caller === 'deactivated' ? deactivated : await parley.tokenOf(caller) };
  };
  return {
    headers: async (entry, caller) => headersOf(await badge(entry, caller)),
    handshake: async (entry, caller) => handshakeOf(await badge(entry, caller)),
  };
}

function headersOf(badge: Badge | undefined): Record<string, string> {
  if (badge === undefined) return {};
  return 'key' in badge ? { 'x-api-key': badge.key } : { authorization: `Bearer ${badge.token}` };
}

function handshakeOf(badge: Badge | undefined): Record<string, string> {
  if (badge === undefined) return {};
  return 'key' in badge ? { apiKey: badge.key } : { token: badge.token };
}

async function makeKeys(admin: RestClient): Promise<{ whole: string; without: Map<string, string> }> {
  // No key can make keys.
  const all = Object.keys(permissions).filter((permission) => permission !== 'apiKeys.own');
  const make = async (name: string, carried: string[]) => {
    const answer = await admin.post<{ key: string }>('/auth/api-keys', { name, permissions: carried });
    return expectStatus(answer, 201).key;
  };
  const without = new Map<string, string>();
  for (const one of all) {
    without.set(
      one,
      await make(
        `without ${one}`,
        all.filter((permission) => permission !== one),
      ),
    );
  }
  return { whole: await make('whole', all), without };
}

/** The token of an admin from before. */
async function deactivatedAdmin(parley: BuiltApp, admin: RestClient): Promise<string> {
  const account = { username: 'former', email: 'former@example.com', password: PASSWORD };
  const { id } = expectStatus(await admin.post<{ id: string }>('/users', { ...account, role: 'admin' }), 201);
  const login = await new RestClient(parley.url).post<{ access_token: string }>('/auth/login', {
    username: account.username,
    password: PASSWORD,
  });
  const { access_token: token } = expectStatus(login, 200);
  expectStatus(await admin.patch(`/users/${id}`, { active: false }), 200);
  return token;
}
