import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesIn, ROOT } from './support/sources';

/** The house as it is agreed; a new room is a decision, made here. */
const TOP_LEVEL = 'src test migrations nest-cli.json package.json tsconfig.json docker-compose.yml README.md'.split(
  ' ',
);
const ALSO_ALLOWED =
  'bin package-lock.json tsconfig.build.json Dockerfile LICENSE .env.example eslint.config.mjs'.split(' ');
const UNTRACKED = ['node_modules', 'dist', 'coverage'];
const CORE =
  'config database embedded errors access logging telemetry events queues realtime storage http health redis'.split(
    ' ',
  );
const FEATURES =
  'auth users agents calls metrics analytics jobs chat notifications query dashboards files media downloads audit health'.split(
    ' ',
  );
const TEST_TIERS = ['integration', 'e2e', 'architecture', 'contract', 'bench', 'fixtures', 'support'];

const entries = (folder: string) => readdirSync(join(ROOT, folder)).sort();
const beyond = (found: string[], known: string[]) => found.filter((name) => !known.includes(name));

describe('the house', () => {
  const visible = entries('.').filter((name) => !name.startsWith('.') && !name.endsWith('.log'));

  it('has at its top level what is agreed and nothing else', () => {
    expect(beyond(visible, [...TOP_LEVEL, ...ALSO_ALLOWED, ...UNTRACKED])).toEqual([]);
    expect(
      beyond(
        [...TOP_LEVEL, 'package-lock.json', '.env.example', 'LICENSE', 'Dockerfile', '.dockerignore'],
        entries('.'),
      ),
    ).toEqual([]);
  });

  it('has one entry, its table of contents, and two floors', () => {
    expect(beyond(entries('src'), ['main.ts', 'app.module.ts', 'app.setup.ts', 'core', 'modules'])).toEqual([]);
  });

  it('has the rooms that are agreed', () => {
    expect(beyond(entries('src/core'), CORE)).toEqual([]);
    expect(beyond(entries('src/modules'), FEATURES)).toEqual([]);
    expect(beyond(entries('test'), TEST_TIERS)).toEqual([]);
  });

  it('has a module class in every feature, under the name of its folder', () => {
    const missing = entries('src/modules').filter(
      (name) => !entries(`src/modules/${name}`).includes(`${name}.module.ts`),
    );
    expect(missing).toEqual([]);
  });

  it('keeps entities, DTO classes and specs where they belong', () => {
    const paths = filesIn('src');
    const strays = paths.filter(
      (path) =>
        (path.endsWith('.entity.ts') && !/\/modules\/[^/]+\/entities\//.test(path)) ||
        (/\/dto\//.test(path) && !/\/modules\//.test(path)) ||
        (path.endsWith('.spec.ts') && !paths.some((other) => other !== path && beside(other) === beside(path))),
    );
    expect(strays).toEqual([]);
  });

  it('names files in lower case with dashes and dots', () => {
    expect(filesIn('src').filter((path) => !/^[a-z0-9.-]+(_[a-z0-9_]+)?\.(d\.)?[a-z]+$/.test(basename(path)))).toEqual(
      [],
    );
  });
});

/** `a.b.spec.ts` stands beside `a.ts`. */
function beside(path: string): string {
  return path.replace(/^(.*\/[^/.]+).*$/, '$1');
}
