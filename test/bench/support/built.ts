import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const DIST = join(__dirname, '../../../dist');

/** A module of the application as `nest build` made it, e.g. `built<typeof import('...')>('src/app.setup')`. */
export function built<Module>(path: string): Module {
  const file = join(DIST, `${path}.js`);
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" first.`);
  return createRequire(__filename)(file) as Module;
}
