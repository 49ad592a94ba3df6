import { mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { waitFor } from '../../../test/support/wait-for';
import { Config } from '../config/config';
import { FileMissing, UNFINISHED } from './file-storage';
import { LocalFileStorage } from './local-file-storage';
import { storageFault } from './storage-faults';

const KEY = 'bulk/01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
const soon = () => new Date(Date.now() + 60_000);

let parent: string;
let root: string;
let storage: LocalFileStorage;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'parley-files-'));
  root = join(parent, 'data', 'files');
  storage = new LocalFileStorage(Config.from({ STORAGE_DIR: root }));
});

afterEach(() => rm(parent, { recursive: true }));

describe('a file', () => {
  it('is read as it was written, from any byte on', async () => {
    expect(await storage.write(KEY, Readable.from([Buffer.from('one'), Buffer.from('two')]))).toEqual({ bytes: 6 });
    expect(String(await buffer(storage.read(KEY)))).toBe('onetwo');
    expect(String(await buffer(storage.read(KEY, 4)))).toBe('wo');
    expect(String(await buffer(storage.read(KEY, 6)))).toBe('');
  });

  it('lies where only this user can read it', async () => {
    await storage.write(KEY, Readable.from([Buffer.from('x')]));
    for (const path of [root, join(root, 'bulk'), join(root, UNFINISHED)]) {
      expect((await stat(path)).mode & 0o777).toBe(0o700);
    }
    expect((await stat(join(root, KEY))).mode & 0o777).toBe(0o600);
  });

  it('leaves nothing when its source fails or breaks off', async () => {
    const failing = new PassThrough();
    failing.write('half');
    const written = storage.write(KEY, failing);
    await waitFor(
      'a file half written',
      async () => (await readdir(join(root, UNFINISHED)).catch(() => [])).length === 1,
    );
    failing.destroy(new Error('cut off'));
    await expect(written).rejects.toThrow('cut off');
    const ended = new PassThrough();
    ended.destroy();
    await expect(storage.write(KEY, ended)).rejects.toThrow();
    expect(await readdir(join(root, UNFINISHED))).toEqual([]);
    await expect(buffer(storage.read(KEY))).rejects.toThrow(FileMissing);
  });

  it('is refused while the disk is nearly full, and its source is let go', async () => {
    storage.floorBytes = Number.MAX_SAFE_INTEGER;
    const source = Readable.from([Buffer.from('x')]);
    await expect(storage.write(KEY, source)).rejects.toMatchObject({ type: { code: 'storage.full', status: 507 } });
    expect(source.destroyed).toBe(true);
    expect(await readdir(join(root, UNFINISHED))).toEqual([]);
  });

  it('is removed once', async () => {
    await storage.write(KEY, Readable.from([Buffer.from('x')]));
    expect(await storage.remove(KEY)).toBe(true);
    expect(await storage.remove(KEY)).toBe(false);
  });
});

describe('a list', () => {
  it('tells what is old enough, oldest first, of one area, and nothing that is not a file of ours', async () => {
    const names = ['c', 'a', 'b'];
    for (const [index, name] of names.entries()) {
      await storage.write(`bulk/${name}`, Readable.from([Buffer.from('x')]));
      await utimes(join(root, 'bulk', name), 1_000 * index, 1_000 * index);
    }
    await writeFile(join(root, 'bulk', 'Not ours'), 'x');
    await symlink(root, join(root, 'bulk', 'directory'));
    expect(await storage.list('bulk', soon())).toEqual(['bulk/c', 'bulk/a', 'bulk/b']);
    expect(await storage.list('bulk', new Date(1_000_000))).toEqual(['bulk/c']);
    expect(await storage.list('elsewhere', soon())).toEqual([]);
  });

  it('tells what a killed process left half written, to be removed', async () => {
    await storage.write(KEY, Readable.from([Buffer.from('x')]));
    await writeFile(join(root, UNFINISHED, 'left-over'), 'half');
    const left = await storage.list(UNFINISHED, soon());
    expect(left).toEqual([`${UNFINISHED}/left-over`]);
    expect(await storage.remove(`${UNFINISHED}/left-over`)).toBe(true);
  });
});

it.each([
  '',
  '/etc/passwd',
  '../x',
  'bulk/../x',
  'bulk/',
  'bulk/a/b',
  'bulk/A',
  'bulk/a.b',
  'bulk/a\0',
  'bulk\\a',
  '.a/b',
])('takes no key that is not ours: %j', async (key) => {
  await expect(storage.write(key, Readable.from([]))).rejects.toThrow('no key');
  expect(() => storage.read(key)).toThrow('no key');
  await expect(storage.remove(key)).rejects.toThrow('no key');
  await expect(storage.list(key, soon())).rejects.toThrow('no area');
});

it.each(['ENOSPC', 'EDQUOT'])('tells of %s that there is no room', (code) => {
  expect(storageFault(Object.assign(new Error(), { code }))).toMatchObject({ type: { code: 'storage.full' } });
});

it('leaves other failures as they are', () => {
  const failure = Object.assign(new Error(), { code: 'EIO' });
  expect(storageFault(failure)).toBe(failure);
});
