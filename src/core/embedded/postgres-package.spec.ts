import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hydrateLinks, packageRoot } from './postgres-package';

describe('packageRoot', () => {
  it('tells what to do where there is no package', () => {
    expect(() => packageRoot('plan9', 'mips')).toThrow('run bin/setup, or set DATABASE_URL');
  });
});

describe('hydrateLinks', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'parley-links-'));
    mkdirSync(join(root, 'native/lib'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('creates the missing links, relative so that the package can be copied, and may be repeated', () => {
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    writeFileSync(join(root, 'native/pg-symlinks.json'), JSON.stringify(links));
    hydrateLinks(root);
    hydrateLinks(root);
    expect(readlinkSync(join(root, 'native/lib/libpq.so.5'))).toBe('libpq.so.5.18');
  });

  it('has nothing to do without a list', () => {
    expect(() => hydrateLinks(root)).not.toThrow();
  });
});
