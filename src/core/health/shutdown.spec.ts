import { Shutdown } from './shutdown';

describe('Shutdown', () => {
  function make(timeoutMs = 1_000) {
    const log: string[] = [];
    const shutdown = new Shutdown({
      timeoutMs,
      report: (message) => log.push(message),
      exit: (code) => log.push(`exit ${code}`),
    });
    const step = (name: string) => shutdown.add(name, () => Promise.resolve(void log.push(name)));
    return { log, shutdown, step };
  }

  it('undoes what was started, the last first, and exits with the code', async () => {
    const { log, shutdown, step } = make();
    ['embedded', 'application'].forEach(step);
    await shutdown.begin(0);
    expect(log).toEqual(['application', 'embedded', 'exit 0']);
  });

  it('goes on when one step fails', async () => {
    const { log, shutdown, step } = make();
    step('embedded');
    shutdown.add('the application', () => Promise.reject(new Error('stuck')));
    await shutdown.begin(1);
    expect(log).toEqual(['Stopping the application failed.', 'embedded', 'exit 1']);
  });

  it('also undoes what is started while it runs', async () => {
    const { log, shutdown, step } = make();
    shutdown.add('first', () => Promise.resolve(step('started meanwhile')));
    await shutdown.begin(0);
    expect(log).toEqual(['started meanwhile', 'exit 0']);
  });

  it('runs once', async () => {
    const { log, shutdown, step } = make();
    step('embedded');
    await Promise.all([shutdown.begin(0), shutdown.begin(1)]);
    expect(log).toEqual(['embedded', 'exit 0']);
    expect(shutdown.hasBegun).toBe(true);
  });

  it('exits with 1 when a step takes too long', async () => {
    const { log, shutdown } = make(10);
    let finish = () => {};
    shutdown.add('stuck', () => new Promise((resolve) => (finish = resolve)));
    const done = shutdown.begin(0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(log).toEqual(['Stopping took longer than 10 ms: ending now.', 'exit 1']);
    finish();
    await done;
  });
});
