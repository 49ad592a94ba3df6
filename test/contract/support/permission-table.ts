import { INestApplication } from '@nestjs/common';
import { OpenAPIObject } from '@nestjs/swagger';
import { Permission, Role, rolePermissions, roles } from '../../../src/core/access/permissions';
import { operationsOf } from '../../../src/core/http/openapi';
import { clientEvents } from './gateways';

export const callers = ['anonymous', ...roles] as const;
export type Caller = (typeof callers)[number];

/** One route or socket message, and who may use it. */
export interface Entry {
  kind: 'http' | 'socket';
  /** `GET /api/v1/calls` or `/calls subscribe` */
  name: string;
  permission: string;
  allows: Record<Caller, boolean>;
}

export function permissionTable(app: INestApplication, document: OpenAPIObject): Entry[] {
  const routes = operationsOf(document).map(({ operation, path, method }) =>
    toEntry('http', `${method.toUpperCase()} ${path}`, operation['x-permission'] ?? 'nobody'),
  );
  const messages = clientEvents(app).map(({ namespace, event, permission }) =>
    toEntry('socket', `${namespace} ${event}`, permission),
  );
  return [...routes, ...messages];
}

export function toCsv(table: Entry[]): string {
  const lines = table.map(({ kind, name, permission, allows }) =>
    [kind, name, permission, ...callers.map((caller) => (allows[caller] ? 'allow' : 'deny'))].join(','),
  );
  return `${[`kind,name,permission,${callers.join(',')}`, ...lines].join('\n')}\n`;
}

function toEntry(kind: Entry['kind'], name: string, permission: string): Entry {
  const holds = (role: Role) => permission === 'public' || rolePermissions[role].has(permission as Permission);
  const allows = Object.fromEntries(roles.map((role) => [role, holds(role)])) as Record<Role, boolean>;
  return { kind, name, permission, allows: { anonymous: permission === 'public', ...allows } };
}
