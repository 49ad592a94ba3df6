import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { uuidv7 } from '../../database/ids';
import { QueueName } from '../job-type';
import { WorkDirectories } from './work-directories';
import { WorkersRepository, WorkerView } from './workers.repository';

const DEFAULT_CONCURRENCY: Record<QueueName, number> = { default: 10, ingest: 2, maintenance: 1 };

/** Who this process is among the workers. */
@Injectable()
export class Worker {
  /** New with every registration: what was claimed under an old one is void. */
  id = uuidv7();
  /** How many jobs of each queue run here at once. */
  readonly concurrency: Record<QueueName, number>;
  private readonly name: string;

  constructor(
    config: Config,
    private readonly repository: WorkersRepository,
    private readonly directories: WorkDirectories,
  ) {
    this.name = config.get('INSTANCE_NAME');
    this.concurrency = { ...DEFAULT_CONCURRENCY, ...config.get('JOB_CONCURRENCY') };
  }

  /** Registers, and removes what dead workers have left. Rejects when the database or the disk cannot be used. */
  async arrive(): Promise<void> {
    await this.register();
    await this.directories.sweep();
  }

  /** Tells that this worker lives, and answers what it holds. */
  renew(): Promise<WorkerView> {
    return this.repository.renew(this.id);
  }

  /** Under a new id, since the old one was taken for dead. */
  async registerAnew(): Promise<void> {
    this.id = uuidv7();
    await this.register();
  }

  /** Rejects when the database cannot be reached: then the others will notice. */
  async leave(): Promise<void> {
    await this.directories.removeOf(this.id);
    try {
      await this.repository.remove(this.id);
    } finally {
      this.repository.close();
    }
  }

  private async register(): Promise<void> {
    await this.repository.register(this.id, this.name, this.concurrency);
  }
}
