import { INestApplication } from '@nestjs/common';
import { OpenAPIObject } from '@nestjs/swagger';
import { Permission, Role, rolePermissions, roles } from '../../../src/core/access/permissions';
import { operationsOf } from '../../../src/core/http/openapi';
import { clientEvents, commonEvents } from './gateways';
import { rawRoutes } from './raw-routes';

/** `key` carries the permission that is needed, `key_without` another one; `deactivated` is an admin who was put out. */
export const callers = ['anonymous', ...roles, 'key', 'key_without', 'deactivated'] as const;
export type Caller = (typeof callers)[number];

/** One route or socket message, and who may use it. `raw` ones are served beside the guards of the application. */
export interface Entry {
  kind: 'http' | 'raw' | 'socket';
  /** `GET /api/v1/calls` or `/calls subscribe` */
  name: string;
  permission: string;
  /** Closed to keys, whatever they carry. */
  sessionOnly: boolean;
  allows: Record<Caller, boolean>;
}

export function permissionTable(app: INestApplication, document: OpenAPIObject): Entry[] {
  const operations = operationsOf(document);
  const routes = operations.map(({ operation, path, method }) =>
    toEntry(
      'http',
      `${method.toUpperCase()} ${path}`,
      operation['x-permission'] ?? 'nobody',
      'x-session-only' in operation,
    ),
  );
  const documented = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  const raw = rawRoutes(app, documented).map(({ name, permission, sessionOnly }) =>
    toEntry('raw', name, permission, sessionOnly),
  );
  const messages = clientEvents(app).map(({ namespace, event, permission }) =>
    toEntry('socket', `${namespace} ${event}`, permission),
  );
  return [...routes, ...raw, ...messages, ...commonMessages(app)];
}

export function toCsv(table: Entry[]): string {
  const lines = table.map(({ kind, name, permission, allows }) =>
    [kind, name, permission, ...callers.map((caller) => (allows[caller] ? 'allow' : 'deny'))].join(','),
  );
  return `${[`kind,name,permission,${callers.join(',')}`, ...lines].join('\n')}\n`;
}

/** What every namespace takes, from anybody who was let in. */
function commonMessages(app: INestApplication): Entry[] {
  const namespaces = [...new Set(clientEvents(app).map(({ namespace }) => namespace))];
  return namespaces.flatMap((namespace) =>
    commonEvents(app).map(({ event, sessionOnly }) => {
      const { allows, ...entry } = toEntry('socket', `${namespace} ${event}`, 'connected', sessionOnly);
      const byRole = Object.fromEntries(roles.map((role) => [role, true])) as Record<Role, boolean>;
      return { ...entry, allows: { ...allows, ...byRole, key: !sessionOnly, key_without: !sessionOnly } };
    }),
  );
}

function toEntry(kind: Entry['kind'], name: string, permission: string, sessionOnly = false): Entry {
  const isPublic = permission === 'public';
  const holds = (role: Role) => isPublic || rolePermissions[role].has(permission as Permission);
  const byRole = Object.fromEntries(roles.map((role) => [role, holds(role)])) as Record<Role, boolean>;
  const key = isPublic || (!sessionOnly && holds('admin'));
  const others = { anonymous: isPublic, key, key_without: isPublic, deactivated: isPublic };
  return { kind, name, permission, sessionOnly, allows: { ...byRole, ...others } };
}
