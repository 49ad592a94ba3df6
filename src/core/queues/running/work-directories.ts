import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { isUuid } from '../../database/ids';
import { RunFence } from './run-fence';
import { WorkersRepository } from './workers.repository';

/** Directories of runs: `work/<worker>/<job>-<start>` beside the stored files. */
@Injectable()
export class WorkDirectories {
  private readonly root: string;

  constructor(
    config: Config,
    private readonly workers: WorkersRepository,
  ) {
    this.root = join(config.storageDirectory, 'work');
  }

  async make(run: RunFence): Promise<string> {
    const path = this.pathOf(run);
    await mkdir(path, { recursive: true, mode: 0o700 });
    return path;
  }

  async remove(run: RunFence): Promise<void> {
    await removeTree(this.pathOf(run));
  }

  async removeOf(workerId: string): Promise<void> {
    await removeTree(join(this.root, workerId));
  }

  /** Removes what workers have left that are no longer there. */
  async sweep(): Promise<void> {
    const found = (await readdir(this.root).catch(() => [])).filter(isUuid);
    if (found.length === 0) return;
    const alive = await this.workers.registeredAmong(found);
    for (const workerId of found) if (!alive.has(workerId)) await this.removeOf(workerId);
  }

  private pathOf({ id, workerId, starts }: RunFence): string {
    return join(this.root, workerId, `${id}-${starts}`);
  }
}

/** Also while somebody may still be writing into it. */
async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}
