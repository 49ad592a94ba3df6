import 'reflect-metadata';
import { answerAsks, cpuMicroseconds } from '../support/asks';
import { built } from '../support/built';

const { createApplication } = built<typeof import('../../../src/app.setup')>('src/app.setup');
const { Config } = built<typeof import('../../../src/core/config/config')>('src/core/config/config');
const { openApplication } = built<typeof import('../../../src/core/health/serve')>('src/core/health/serve');

/** A worker as it was built. */
async function main(): Promise<void> {
  const app = await createApplication(Config.fromEnvironment());
  const url = await openApplication(app);
  answerAsks({ address: () => ({ url }), cpu: cpuMicroseconds, memory: () => process.memoryUsage.rss() });
}

void main();
