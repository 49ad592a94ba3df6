import { landedMigrations, migrationDigests, migrationFaults } from './support/migrations';
import { filesIn } from './support/sources';

describe('migrations', () => {
  it('are never edited once they have landed', () => {
    expect(migrationFaults(landedMigrations(), migrationDigests())).toEqual([]);
  });

  it('are named by time and purpose', () => {
    expect(filesIn('migrations').filter((path) => !/^migrations\/\d{13}-[a-z0-9-]+\.ts$/.test(path))).toEqual([]);
  });

  it.each([
    ['edited', { a: '1' }, { a: '2' }],
    ['removed', { a: '1' }, {}],
    ['unrecorded', { a: '1' }, { a: '1', b: '2' }],
    ['put before one that has landed', { b: '1' }, { a: '2', b: '1' }],
  ])('would be seen to be %s', (_, landed: Record<string, string>, present: Record<string, string>) => {
    expect(migrationFaults(landed, present)).not.toEqual([]);
  });
});
