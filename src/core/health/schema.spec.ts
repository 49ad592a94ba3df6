import { migrationsOfThisBuild } from './schema';

describe('migrationsOfThisBuild', () => {
  it('names every migration as the database records it: with the time at its end', async () => {
    const names = await migrationsOfThisBuild();
    expect(names).toContain('Foundation1763800000000');
    for (const name of names) expect(name).toMatch(/^[A-Z]\w*\d{13}$/);
  });

  it('knows none where there is no directory', async () => {
    expect(await migrationsOfThisBuild('/nowhere')).toEqual([]);
  });
});
