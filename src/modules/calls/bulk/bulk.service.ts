import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Principal } from '../../../core/access/principal';
import { CurrentRights } from '../../../core/access/rights/current-rights';
import { Config } from '../../../core/config/config';
import { Database, Transaction } from '../../../core/database/database';
import { uuidv7 } from '../../../core/database/ids';
import { outsideTransaction } from '../../../core/database/transaction-scope';
import { isConnectionFailure } from '../../../core/errors/postgres-errors';
import { STEADY_PACE } from '../../../core/http/streamed-body';
import { JobDto, toJobDto } from '../../../core/queues/job.dto';
import { Jobs } from '../../../core/queues/jobs';
import { FileStorage } from '../../../core/storage/file-storage';
import { bulkIngest } from '../calls.jobs';
import { BulkBacklog } from './bulk-backlog';
import { BULK_AREA } from './bulk-files';
import { BulkIngestPayload } from './bulk-ingest.dto';
import { BulkUpload } from './bulk-upload';

/** Takes bulk files in and orders their ingest. */
@Injectable()
export class BulkService {
  /** Changed by tests. */
  pace = STEADY_PACE;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly storage: FileStorage,
    private readonly jobs: Jobs,
    private readonly backlog: BulkBacklog,
    private readonly rights: CurrentRights,
  ) {}

  /**
   * Stores the body of the request and orders its ingest: when this resolves, both are safe. Throws bulk.backlog,
   * storage.full, request.malformed, request.too_deep, request.too_large, request.timeout, request.unsupported_media.
   */
  async receive(request: IncomingMessage, caller: Principal): Promise<JobDto> {
    const upload = new BulkUpload(request, { limit: this.config.get('BULK_MAX_BYTES'), pace: this.pace });
    // Whatever stores the answer with the job must hold no connection while the file comes.
    return this.backlog.admit(caller.userId, async () => {
      const payload = await outsideTransaction(() => this.store(upload));
      return this.order(payload, caller);
    });
  }

  private async store(upload: BulkUpload): Promise<BulkIngestPayload> {
    const file = `${BULK_AREA}/${uuidv7()}`;
    try {
      const { bytes } = await this.storage.write(file, Readable.from(upload.content(), { objectMode: false }));
      return { file, format: upload.format, rows: upload.rows, bytes };
    } catch (error) {
      await upload.abandon();
      throw error;
    }
  }

  private async order(payload: BulkIngestPayload, caller: Principal): Promise<JobDto> {
    try {
      return await this.database.transaction((tx) => this.enqueue(tx, payload, caller));
    } catch (error) {
      // Where nobody knows whether it was committed, the file is left to the purge.
      if (!isConnectionFailure(error)) await this.storage.remove(payload.file);
      throw error;
    }
  }

  private async enqueue(tx: Transaction, payload: BulkIngestPayload, caller: Principal): Promise<JobDto> {
    // A file can take hours to come, and rights that ended meanwhile must not be used.
    await this.rights.require(tx, caller, bulkIngest.permission);
    await this.backlog.requireRoom(tx, caller.userId);
    const job = await this.jobs.enqueue(tx, bulkIngest, { payload, ownerId: caller.userId });
    if (job === undefined) throw new Error('The job of a bulk ingest was not stored.');
    return toJobDto(job);
  }
}
