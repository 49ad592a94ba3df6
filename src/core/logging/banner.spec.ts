import { renderBanner } from './banner';

const facts = {
  version: '1.2.3',
  role: 'all' as const,
  url: 'http://127.0.0.1:3000',
  docs: true,
  startedInMs: 1_840,
  warnings: [],
};

describe('renderBanner', () => {
  it('tells a person where everything is', () => {
    expect(renderBanner({ ...facts, dataDir: '/srv/.parley' })).toBe(`
  Parley 1.2.3 is ready after 1.8 s

  API     http://127.0.0.1:3000/api/v1
  Docs    http://127.0.0.1:3000/docs
  Health  http://127.0.0.1:3000/health
  Data    /srv/.parley

`);
  });

  it('names the directory that could not be taken, and warnings', () => {
    const text = renderBanner({
      ...facts,
      dataDir: '/var/lib/parley/x',
      relocatedFrom: '/root/x',
      warnings: ['a.', 'b.'],
    });
    expect(text).toContain(
      '  Data    /var/lib/parley/x\n          (the user who runs Postgres cannot reach /root/x)\n',
    );
    expect(text).toContain('\n\n  Warning: a.\n  Warning: b.\n');
  });

  it('promises no API where there is none', () => {
    const text = renderBanner({ ...facts, role: 'worker' });
    expect(text).toContain('Parley 1.2.3 (worker)');
    expect(text).not.toMatch(/API|Docs|Data/);
  });
});
