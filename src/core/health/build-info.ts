import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Name and version of this build, from the nearest package.json: it lies at other depths in the sources and in dist. */
export const buildInfo: { name: string; version: string } = JSON.parse(
  readFileSync(nearestPackage(__dirname), 'utf8'),
) as { name: string; version: string };

function nearestPackage(directory: string): string {
  const candidate = join(directory, 'package.json');
  return existsSync(candidate) ? candidate : nearestPackage(dirname(directory));
}
