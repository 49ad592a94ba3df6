import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readState, writeState } from './state-file';

describe('the state file', () => {
  let directory: string;

  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'parley-state-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is read as it was written, by its owner only', () => {
    const state = { ...readState(directory), prepared: 1 };
    writeState(directory, state);
    expect(readState(directory)).toEqual(state);
    expect(statSync(join(directory, 'embedded.json')).mode & 0o777).toBe(0o600);
  });

  it('gives each data directory passwords of its own, safe in a URL', () => {
    const passwords = [readState(directory), readState(directory)].flatMap(({ secrets }) =>
      Object.values({ ...secrets }),
    );
    expect(new Set(passwords).size).toBe(8);
    expect(passwords.filter((password) => !/^[\w-]{32}$/.test(password))).toEqual([]);
  });

  it.each(['', '{', '{}', '{"secrets":{"app":"x"}}', 'null'])('damaged as %j counts as missing', (text) => {
    writeFileSync(join(directory, 'embedded.json'), text);
    expect(readState(directory).prepared).toBe(0);
  });
});
