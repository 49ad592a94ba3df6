import { AccessTokens } from '../../src/core/access/tokens/access-tokens';
import { Permission, Role } from '../../src/core/access/permissions';
import { Principal } from '../../src/core/access/principal';
import { uuidv7 } from '../../src/core/database/ids';
import { TestApp } from './app';
import { RestClient } from './rest-client';
import { runSql } from './rows';

/** A stored account that nobody can sign in to, with a live session and a token of it. */
export interface Account {
  id: string;
  username: string;
  sessionId: string;
  token: string;
  rest: RestClient;
}

export async function makeAccount(parley: TestApp, username: string, role: Role): Promise<Account> {
  const id = uuidv7();
  await runSql(
    parley.database,
    `INSERT INTO users (id, username, email, password_hash, role) VALUES ($1, $2, $2 || '@example.com', 'none', $3)`,
    [id, username, role],
  );
  return { id, username, ...(await openSession(parley, { id, username, role })) };
}

/** A session that is stored, so that it can end, without a sign-in. */
export async function openSession(
  { app, url, database }: TestApp,
  user: { id: string; username: string; role: Role },
): Promise<Pick<Account, 'sessionId' | 'token' | 'rest'>> {
  const sessionId = uuidv7();
  await runSql(
    database,
    `INSERT INTO sessions (id, user_id, idle_expires_at, expires_at)
     VALUES ($1, $2, now() + interval '1 day', now() + interval '1 day')`,
    [sessionId, user.id],
  );
  const { token } = app.get(AccessTokens).issue(user, sessionId);
  return { sessionId, token, rest: new RestClient(url, token) };
}

/** Somebody with a stored API key, of an admin, that carries these permissions. */
export async function keyPrincipal(parley: TestApp, permissions: Permission[]): Promise<Principal> {
  const [id, username] = [uuidv7(), `keyed-${uuidv7()}`];
  const { id: userId } = await makeAccount(parley, username, 'admin');
  await runSql(
    parley.database,
    `INSERT INTO api_keys (id, user_id, name, prefix, hash, permissions, expires_at)
     VALUES ($1, $2, 'k', 'p', decode(md5(random()::text), 'hex'), $3, now() + interval '1 day')`,
    [id, userId, permissions],
  );
  const credential = { kind: 'key', id } as const;
  return { userId, username, role: 'admin', permissions: new Set(permissions), credential, expiresAt: 2 ** 40 };
}
