import { INestApplication } from '@nestjs/common';

interface Layer {
  name: string;
  /** Whether it is mounted on every path. */
  slash: boolean;
  route?: { path: string; methods: Record<string, boolean> };
  match(path: string): boolean;
}

/** What is served without passing the guards, and who may have it. A raw route that is not named here fails the tests. */
const KNOWN: Record<string, string> = {
  'GET /docs': 'public',
  'GET /docs/': 'public',
  'GET /docs/docs/swagger-ui-init.js': 'public',
  // The package of the docs keeps its own file back.
  'GET /docs/LICENSE': 'nobody',
  'GET /docs/index.html': 'public',
  'GET /docs/openapi.json': 'public',
  'GET /docs/swagger-ui-init.js': 'public',
  'USE /docs': 'public',
  'USE /admin/queues': 'jobs.manage',
};

/** Of these, what no API key opens. */
const SESSION_ONLY = ['USE /admin/queues'];

export interface RawRoute {
  name: string;
  permission: string;
  sessionOnly: boolean;
}

/** Routes and mounted middleware of Express that no documented operation stands for. */
export function rawRoutes(app: INestApplication, documented: string[]): RawRoute[] {
  const express: unknown = app.getHttpAdapter().getInstance();
  const { stack } = (express as { router: { stack: Layer[] } }).router;
  const names = stack.flatMap((layer) => (layer.route ? namesOf(layer.route) : mountOf(layer)));
  const raw = [...new Set(names)].filter((name) => !documented.includes(name)).sort();
  return raw.map((name) => ({ name, permission: KNOWN[name] ?? 'nobody', sessionOnly: SESSION_ONLY.includes(name) }));
}

function namesOf({ path, methods }: NonNullable<Layer['route']>): string[] {
  return Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`);
}

/** Express does not keep the path of middleware; it is found by trying those that are known, and else told as unknown. */
function mountOf(layer: Layer): string[] {
  if (layer.slash) return [];
  const mounts = Object.keys(KNOWN).flatMap((name) => (name.startsWith('USE ') ? [name.slice(4)] : []));
  const found = mounts.find((path) => layer.match(path));
  return [found === undefined ? `USE ${layer.name} somewhere` : `USE ${found}`];
}
