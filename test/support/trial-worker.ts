import { createApplication } from '../../src/app.setup';
import { Config } from '../../src/core/config/config';
import { closeApplication, openApplication } from '../../src/core/health/serve';
import { trialJobs } from './trial-jobs';

/** A worker that also knows the trial jobs, as a process of its own. */
async function main(): Promise<void> {
  const app = await createApplication(Config.from(process['env']), trialJobs);
  process.once('SIGTERM', () => void closeApplication(app).then(() => process.exit(0)));
  process.stdout.write(`${await openApplication(app)}\n`);
}

void main();
