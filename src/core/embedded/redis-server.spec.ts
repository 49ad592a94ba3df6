import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryDirectories, findRedis, redisConfig } from './redis-server';

describe('binaryDirectories', () => {
  it('asks PATH first, then the usual places, each once and never the current directory', () => {
    const directories = binaryDirectories('/mine:/usr/bin::.:relative');
    expect(directories.slice(0, 2)).toEqual(['/mine', '/usr/bin']);
    expect(directories).toContain('/usr/sbin');
    expect(directories).toContain('/opt/homebrew/bin');
    expect(directories.filter((directory) => directory === '/usr/bin')).toHaveLength(1);
    expect(directories.every((directory) => directory.startsWith('/'))).toBe(true);
  });
});

describe('findRedis', () => {
  const directory = mkdtempSync(join(tmpdir(), 'parley-redis-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('takes valkey-server where there is no redis-server', () => {
    expect(() => findRedis([directory])).toThrow('install it by running bin/setup, or set REDIS_URL');
    writeFileSync(join(directory, 'valkey-server'), '');
    expect(findRedis(['/nowhere', directory])).toBe(join(directory, 'valkey-server'));
    writeFileSync(join(directory, 'redis-server'), '');
    expect(findRedis(['/nowhere', directory])).toBe(join(directory, 'redis-server'));
  });
});

describe('redisConfig', () => {
  it('quotes the directory and listens on loopback only', () => {
    const lines = redisConfig('/a "b"\\c\nport 1', 'pw', 4000).split('\n');
    expect(lines).toContain('dir "/a \\"b\\"\\\\c\\nport 1"');
    expect(lines.filter((line) => line.startsWith('port'))).toEqual(['port 4000']);
    expect(lines).toContain('bind 127.0.0.1');
    expect(lines).toContain('requirepass pw');
  });
});
