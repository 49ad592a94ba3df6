import { io } from 'socket.io-client';
import { AuditTrail } from '../../src/core/access/audit/audit-trail';
import { AuditedAction } from '../../src/core/access/audit/audited-act';
import { SigningKeyRotation } from '../../src/core/access/tokens/signing-key-rotation';
import { SigningKeysRepository } from '../../src/core/access/tokens/signing-keys.repository';
import { CurrentRights } from '../../src/core/access/rights/current-rights';
import { Database, LongWorkDatabase } from '../../src/core/database/database';
import { uuidv7 } from '../../src/core/database/ids';
import { CleanupResult } from '../../src/modules/calls/cleanup/cleanup.dto';
import { CleanupProcessor } from '../../src/modules/calls/cleanup/cleanup.processor';
import { CleanupRepository } from '../../src/modules/calls/cleanup/cleanup.repository';
import { CredentialsService } from '../../src/modules/users/credentials.service';
import { openSession } from './accounts';
import { makeKey } from './api-keys';
import { Act, AuditStage, ExpectedRow, Headers, NEXT_PASSWORD as NEXT, Person, Sending } from './audit-stage';
import { auditedAnalyticsActs } from './audited-analytics';
import { auditedJobActs } from './audited-jobs';
import { CallSocket, errorOf } from './call-socket';
import { contextOver } from './job-context';
import { expectStatus, RestClient } from './rest-client';
import { runSql } from './rows';
import { utterances } from './samples';
import { PASSWORD, refresh, sessionOf, signedIn } from './sessions';
import { deadline } from './wait-for';

const SHELL = { ip: null, userAgent: null, correlationId: null };
const NOWHERE = '01990a5c-7f3e-7c1a-9d2b-000000000000';

/** Every audited action, each in every way it is done. */
export const auditedActs: Record<AuditedAction, Record<string, (stage: AuditStage) => Act | Promise<Act>>> = {
  'auth.register': {
    'by oneself': (stage) => {
      const username = stage.newName();
      const account = { username, email: `${username}@example.com`, password: PASSWORD };
      const row = ({ id }: Person) => ({ by: { id, username }, target: ['user', id] as ['user', string] });
      return { send: by(nobody(stage), 'POST', '/auth/register', account), done: 201, row };
    },
  },
  'auth.login': {
    'that is right': async (stage) => {
      const person = await stage.newcomer();
      const row = (token: Parameters<typeof sessionOf>[0]): ExpectedRow => {
        stage.secrets.add(token.access_token).add(token.refresh_token);
        return { by: person, target: ['session', sessionOf(token)] };
      };
      return { send: login(stage, person.username, PASSWORD), done: 200, row };
    },
    'with a wrong password': async (stage) => {
      const { id, username } = await stage.newcomer();
      const details = { reason: 'wrong_password', username: username.toUpperCase() };
      const row = (): ExpectedRow => ({ outcome: 'failed', target: ['user', id], details });
      return { send: login(stage, username.toUpperCase(), NEXT), done: 401, row, changesNothing: true };
    },
    'of nobody': (stage) => {
      const username = `${'n'.repeat(62)}\u{1f600}`;
      const row = (): ExpectedRow => ({ outcome: 'failed', details: { reason: 'unknown_user', username } });
      return { send: login(stage, username, PASSWORD), done: 401, row, changesNothing: true };
    },
    'of somebody who is not active': async (stage) => {
      const { id, username } = await stage.newcomer();
      await runSql(stage.parley.database, 'UPDATE users SET active = false WHERE id = $1', [id]);
      const details = { reason: 'inactive', username };
      const row = (): ExpectedRow => ({ outcome: 'failed', target: ['user', id], details });
      return { send: login(stage, username, PASSWORD), done: 401, row, changesNothing: true };
    },
  },
  'auth.logout': {
    here: async (stage) => {
      const person = await stage.somebody();
      const row = (): ExpectedRow => ({ by: person, target: ['session', person.sessionId] });
      return { send: by(person.rest, 'POST', '/auth/logout'), done: 204, row };
    },
    everywhere: async (stage) => {
      const person = await stage.somebody();
      await openSession(stage.parley, { ...person, role: 'user' });
      const row = (): ExpectedRow => ({ by: person, target: ['user', person.id], details: { sessionsEnded: 2 } });
      return { send: by(person.rest, 'POST', '/auth/logout-all'), done: 204, row };
    },
  },
  'auth.refresh_reuse': {
    'of a token before the last': async (stage) => {
      const { id, username } = await stage.newcomer();
      const first = await signedIn(stage.parley.url, username);
      const second = expectStatus(await refresh(stage.parley.url, first.refresh_token), 200);
      const third = expectStatus(await refresh(stage.parley.url, second.refresh_token), 200);
      for (const token of [first, second, third]) stage.secrets.add(token.refresh_token);
      const send = by(nobody(stage), 'POST', '/auth/refresh', { refresh_token: first.refresh_token });
      const target: ExpectedRow['target'] = ['session', sessionOf(first)];
      return { send, done: 401, row: () => ({ outcome: 'denied', target, details: { userId: id } }) };
    },
  },
  'auth.session_end': {
    'of another of one’s own': async (stage) => {
      const person = await stage.somebody();
      const other = await openSession(stage.parley, { ...person, role: 'user' });
      const send = by(person.rest, 'DELETE', `/auth/sessions/${other.sessionId}`);
      return { send, done: 204, row: () => ({ by: person, target: ['session', other.sessionId] }) };
    },
  },
  'auth.key_rotation': {
    'from the shell, where nobody is known': ({ parley: { app } }) => {
      const rotation = new SigningKeyRotation(app.get(Database), app.get(SigningKeysRepository), app.get(AuditTrail));
      const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
      const row = ({ signsFrom }: { signsFrom: Date }): ExpectedRow => {
        return { details: { kid: uuid, previous: uuid, signsFrom: signsFrom.toISOString() }, origin: SHELL };
      };
      return { send: () => inShell(() => rotation.rotate()), done: 0, row };
    },
  },
  'auth.password_change': {
    'with the right one': async (stage) => {
      const person = await stage.newcomer();
      await signedIn(stage.parley.url, person.username);
      const { access_token } = await signedIn(stage.parley.url, person.username);
      const body = { currentPassword: PASSWORD, newPassword: NEXT };
      const send = by(new RestClient(stage.parley.url, access_token), 'POST', '/auth/change-password', body);
      return {
        send,
        done: 204,
        row: () => ({ by: person, target: ['user', person.id], details: { sessionsEnded: 1 } }),
      };
    },
    'with a wrong one': async (stage) => {
      const person = await stage.newcomer();
      const { access_token } = await signedIn(stage.parley.url, person.username);
      const body = { currentPassword: NEXT, newPassword: `${NEXT}s` };
      const send = by(new RestClient(stage.parley.url, access_token), 'POST', '/auth/change-password', body);
      const row = (): ExpectedRow => ({ outcome: 'failed', by: person, target: ['user', person.id] });
      return { send, done: 422, row, changesNothing: true };
    },
  },
  'auth.profile_change': {
    'of two fields': async (stage) => {
      const person = await stage.somebody();
      const send = by(person.rest, 'PUT', '/auth/profile', { name: 'Maria Lopez', locale: 'es-MX' });
      const details = { fields: 'name, locale' };
      return { send, done: 200, row: () => ({ by: person, target: ['user', person.id], details }) };
    },
  },
  'key.create': {
    'for oneself': async (stage) => {
      const person = await stage.somebody();
      const permissions = ['calls.read', 'calls.write'];
      const send = by(person.rest, 'POST', '/auth/api-keys', { name: 'a key', permissions, expiresInDays: 30 });
      const row = ({ id, key, prefix }: { id: string; key: string; prefix: string }): ExpectedRow => {
        stage.secrets.add(key);
        const details = { ownerId: person.id, prefix, permissions: permissions.join(' '), days: 30 };
        return { by: person, target: ['key', id], details };
      };
      return { send, done: 201, row };
    },
  },
  'key.revoke': {
    'of one’s own': async (stage) => {
      const person = await stage.somebody();
      const { id } = await makeKey(person.rest, ['calls.read']);
      const row = (): ExpectedRow => ({ by: person, target: ['key', id], details: { ownerId: person.id } });
      return { send: by(person.rest, 'DELETE', `/auth/api-keys/${id}`), done: 204, row };
    },
    'of somebody else': async (stage) => {
      const owner = await stage.somebody();
      const { id } = await makeKey(owner.rest, ['calls.read']);
      const row = (): ExpectedRow => ({ by: stage.admin, target: ['key', id], details: { ownerId: owner.id } });
      return { send: by(stage.admin.rest, 'DELETE', `/auth/api-keys/${id}`), done: 204, row };
    },
  },
  'user.create': {
    'by an admin': (stage) => {
      const username = stage.newName();
      const body = { username, email: `${username}@example.com`, password: PASSWORD, role: 'viewer' };
      const row = ({ id }: Person): ExpectedRow => ({
        by: stage.admin,
        target: ['user', id],
        details: { username, role: 'viewer' },
      });
      return { send: by(stage.admin.rest, 'POST', '/users', body), done: 201, row };
    },
  },
  'user.update': {
    'that deactivates': async (stage) => {
      const { id, username } = await stage.somebody();
      const send = by(stage.admin.rest, 'PATCH', `/users/${id}`, { active: false });
      return {
        send,
        done: 200,
        row: () => ({ by: stage.admin, target: ['user', id], details: { username, active: false } }),
      };
    },
    'that renames': async (stage) => {
      const { id, username } = await stage.somebody();
      const send = by(stage.admin.rest, 'PATCH', `/users/${id}`, { name: 'Otto Brandt' });
      return {
        send,
        done: 200,
        row: () => ({ by: stage.admin, target: ['user', id], details: { username, renamed: true } }),
      };
    },
  },
  'user.role_change': {
    'by an admin': async (stage) => {
      const { id, username } = await stage.somebody();
      const details = { username, from: 'user', to: 'analyst' };
      const send = by(stage.admin.rest, 'PATCH', `/users/${id}/role`, { role: 'analyst' });
      return { send, done: 200, row: () => ({ by: stage.admin, target: ['user', id], details }) };
    },
  },
  'user.delete': {
    'by an admin': async (stage) => {
      const { id, username } = await stage.somebody('viewer');
      const send = by(stage.admin.rest, 'DELETE', `/users/${id}`);
      return {
        send,
        done: 204,
        row: () => ({ by: stage.admin, target: ['user', id], details: { username, role: 'viewer' } }),
      };
    },
  },
  'user.password_reset': {
    'from the shell, where nobody is known': async (stage) => {
      const { id, username } = await stage.somebody();
      const send = () =>
        inShell(async () => {
          stage.secrets.add(await stage.parley.app.get(CredentialsService).reset(username.toUpperCase()));
        });
      return { send, done: 0, row: () => ({ target: ['user', id], details: { username }, origin: SHELL }) };
    },
  },
  'access.denied': {
    'to a session by a route': async (stage) => {
      const viewer = await stage.somebody('viewer');
      const path = `/calls/${NOWHERE}`;
      const target: ExpectedRow['target'] = ['route', 'DELETE /api/v1/calls/:id'];
      const details = { code: 'auth.forbidden', path: `/api/v1${path}` };
      const row = (): ExpectedRow => ({ outcome: 'denied', by: viewer, target, details });
      return { send: by(viewer.rest, 'DELETE', path), done: 403, row, changesNothing: true };
    },
    'to a key by a route': async (stage) => {
      const { id, send } = await stage.keyed(['calls.read']);
      const path = `/calls/${NOWHERE}`;
      const target: ExpectedRow['target'] = ['route', 'DELETE /api/v1/calls/:id'];
      const details = { code: 'auth.forbidden', path: `/api/v1${path}` };
      const row = (): ExpectedRow => ({ outcome: 'denied', by: stage.admin, keyId: id, target, details });
      return { send: send('DELETE', path), done: 403, row, changesNothing: true };
    },
    'to a forged token': (stage) => {
      const target: ExpectedRow['target'] = ['route', 'GET /api/v1/calls'];
      const details = { code: 'auth.invalid', path: '/api/v1/calls' };
      const send = by(new RestClient(stage.parley.url, 'forged'), 'GET', '/calls');
      const row = (): ExpectedRow => ({ outcome: 'denied', target, details });
      return { send, done: 401, row, changesNothing: true, toldAnyway: true };
    },
    'by a socket event': async (stage) => {
      const viewer = await stage.somebody('viewer');
      const socket = await CallSocket.connect(stage.parley.url, viewer.token);
      const send = async () => {
        const body = errorOf(await socket.askAnything('utterance', { callId: NOWHERE, utterances: utterances(1, 1) }));
        return { status: body.code === 'auth.forbidden' ? 403 : 503, body };
      };
      const details = { code: 'auth.forbidden' };
      const row = ({ correlationId }: { correlationId: string }): ExpectedRow => {
        const origin = { ip: '127.0.0.1', userAgent: null, correlationId };
        return { outcome: 'denied', by: viewer, target: ['event', '/calls utterance'], details, origin };
      };
      return { send, done: 403, row, changesNothing: true };
    },
    'at a handshake': (stage) => {
      const target: ExpectedRow['target'] = ['event', '/calls connect'];
      const row = (): ExpectedRow => ({ outcome: 'denied', target, details: { code: 'auth.invalid' } });
      return {
        send: (headers) => forgedHandshake(stage, headers),
        done: 401,
        row,
        changesNothing: true,
        toldAnyway: true,
      };
    },
  },
  'call.delete': {
    'by a session': async (stage) => {
      const id = await stage.newCall();
      return {
        send: by(stage.admin.rest, 'DELETE', `/calls/${id}`),
        done: 204,
        row: () => ({ by: stage.admin, target: ['call', id] }),
      };
    },
    'by a key': async (stage) => {
      const [id, key] = [await stage.newCall(), await stage.keyed(['calls.delete'])];
      const row = (): ExpectedRow => ({ by: stage.admin, keyId: key.id, target: ['call', id] });
      return { send: key.send('DELETE', `/calls/${id}`), done: 204, row };
    },
  },
  'call.export': {
    'by a key': async (stage) => {
      const [id, key] = [await stage.newCall(), await stage.keyed(['calls.read'])];
      const details = { format: 'parley', bytes: expect.any(Number) as number };
      const row = (): ExpectedRow => ({ by: stage.admin, keyId: key.id, target: ['call', id], details });
      return { send: key.send('GET', `/calls/${id}/export`), done: 200, row, changesNothing: true };
    },
  },
  'call.document': {
    'by a session': async (stage) => {
      const id = await stage.importedCall();
      const details = { format: 'webvtt', bytes: 37 };
      const send = asText(stage, `/calls/${id}/document`);
      return { send, done: 200, row: () => ({ by: stage.admin, target: ['call', id], details }), changesNothing: true };
    },
  },
  'call.cleanup': {
    'by whoever ordered it': (stage) => cleanup(stage, stage.admin),
    'by the clock': (stage) => cleanup(stage),
  },
  ...auditedJobActs,
  ...auditedAnalyticsActs,
  'schedule.run': {
    'by an admin': (stage) => {
      const row = ({ id }: { id: string }): ExpectedRow => {
        const details = { jobId: id, type: 'calls.cleanup' };
        return { by: stage.admin, target: ['schedule', 'weekly-cleanup'], details };
      };
      return { send: by(stage.admin.rest, 'POST', '/jobs/schedules/weekly-cleanup/run'), done: 202, row };
    },
  },
  'analytics.export': {
    'by an admin': (stage) => {
      const details = { metrics: 'calls.v1', from: '2026-01-01', to: '2026-01-31' };
      const send = asText(stage, '/analytics/export/summary?metrics=calls.v1&from=2026-01-01&to=2026-01-31');
      const row = (): ExpectedRow => ({ by: stage.admin, target: ['analytics', 'summary'], details });
      return { send, done: 200, row, changesNothing: true };
    },
  },
  'audit.export': {
    'by an admin': (stage) => {
      const details = { action: 'call.delete', outcome: 'failed' };
      const send = asText(stage, '/audit/export?action=call.delete&outcome=failed');
      return {
        send,
        done: 200,
        row: () => ({ by: stage.admin, target: ['audit', 'csv'], details }),
        changesNothing: true,
      };
    },
  },
};

/** Of one call that began ages ago; what runs the job otherwise has its correlation id. */
async function cleanup(stage: AuditStage, owner?: Person): Promise<Act> {
  const { app, database } = stage.parley;
  const [callId, jobId] = [await stage.newCall(), uuidv7()];
  await runSql(database, `UPDATE calls SET started_at = now() - interval '9 years' WHERE id = $1`, [callId]);
  const context = contextOver(app.get(Database), { jobId, ownerId: owner?.id ?? null });
  const calls = new CleanupRepository(app.get(LongWorkDatabase));
  const processor = new CleanupProcessor(calls, app.get(CurrentRights), app.get(AuditTrail), stage.parley.config);
  const send = () => inShell(() => processor.run({ olderThanDays: 3_000 }, context));
  const row = ({ cutoff }: CleanupResult): ExpectedRow => {
    const details = { cutoff, olderThanDays: 3_000, callsFound: 1 };
    return { by: owner, target: ['job', jobId], details, origin: SHELL };
  };
  return { send, done: 0, row };
}

function nobody({ parley }: AuditStage): RestClient {
  return new RestClient(parley.url);
}

/** What a command does, which ends with 0 or says that it failed. */
function inShell(work: () => Promise<unknown>): ReturnType<Sending> {
  return work().then(
    (body) => ({ status: 0, body }),
    (error: unknown) => ({ status: 503, body: error }),
  );
}

function by(client: RestClient, method: string, path: string, body?: unknown): Sending {
  return (headers) => client.send(method, path, { headers, body });
}

function login(stage: AuditStage, username: string, password: string): Sending {
  return by(nobody(stage), 'POST', '/auth/login', { username, password });
}

function asText({ parley, admin }: AuditStage, path: string): Sending {
  return async (headers) => {
    const authorization = `Bearer ${admin.token}`;
    const response = await fetch(`${parley.url}/api/v1${path}`, { headers: { ...headers, authorization } });
    return { status: response.status, body: await response.text() };
  };
}

async function forgedHandshake({ parley }: AuditStage, extraHeaders: Headers): ReturnType<Sending> {
  const auth = { token: 'forged' };
  const options = { auth, extraHeaders, forceNew: true, reconnection: false, transports: ['websocket'] };
  const socket = io(`${parley.url}/calls`, options);
  const refusal = new Promise<Error & { data?: { code: string } }>((resolve) => socket.once('connect_error', resolve));
  const { data } = await deadline('the refusal', refusal);
  socket.disconnect();
  return { status: data?.code === 'auth.invalid' ? 401 : 503, body: data };
}
