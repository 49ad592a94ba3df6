import { PermanentJobError } from '../../../core/queues/job-faults';
import { JobContext, JobProcessor, Processes } from '../../../core/queues/job-processor';
import { FileMissing, FileStorage } from '../../../core/storage/file-storage';
import { bulkIngest } from '../calls.jobs';
import { BulkIngestPayload, BulkIngestResult } from './bulk-ingest.dto';
import { BulkWriter, RowCounts } from './bulk-writer';
import { PreparedBatch } from './raw-batch';
import { PlacedBatch, toBatches } from './raw-batches';
import { PreparingThreads } from './preparing-threads';
import { readAhead } from './read-ahead';
import { RowPosition } from './rows/rows';
import { BEGINNING, splitRows } from './rows/split-rows';

/** How far a run has come: stored with the rows that it tells of. */
type Checkpoint = RowPosition & RowCounts;

const START: Checkpoint = { ...BEGINNING, accepted: 0, duplicates: 0, rejected: 0 };

/**
 * Stores the calls of a file: threads prepare the next batches while one is stored, each in a short transaction with the
 * place up to which the file is done. Whenever it is killed, the next run goes on from there.
 */
@Processes(bulkIngest)
export class BulkIngestProcessor implements JobProcessor<BulkIngestPayload, BulkIngestResult> {
  constructor(
    private readonly storage: FileStorage,
    private readonly threads: PreparingThreads,
    private readonly writer: BulkWriter,
  ) {}

  async run({ file, format, rows }: BulkIngestPayload, context: JobContext): Promise<BulkIngestResult> {
    let reached = context.checkpoint<Checkpoint>() ?? START;
    // After the last row the file may be gone.
    if (handled(reached) < rows) reached = await this.goOn({ file, format, rows }, reached, context);
    if (handled(reached) !== rows) {
      throw new PermanentJobError('calls.bulk_file_changed', `The file holds ${handled(reached)} calls, not ${rows}.`);
    }
    await this.storage.remove(file);
    const { accepted, duplicates, rejected } = reached;
    return { total: rows, accepted, duplicates, rejected };
  }

  private async goOn(
    { file, format, rows }: Pick<BulkIngestPayload, 'file' | 'format' | 'rows'>,
    from: Checkpoint,
    context: JobContext,
  ): Promise<Checkpoint> {
    const source = this.storage.read(file, from.offset);
    const batches = toBatches(splitRows(source, format, from));
    const prepare = async ({ raw, after }: PlacedBatch) => ({
      batch: await this.threads.prepare(raw, context.signal),
      after,
    });
    let reached = from;
    try {
      for await (const { batch, after } of readAhead(batches, this.threads.size + 1, prepare)) {
        context.signal.throwIfAborted();
        reached = await this.store(batch, after, { reached, context });
        context.progress(handled(reached), rows);
      }
    } catch (error) {
      if (error instanceof FileMissing) throw new PermanentJobError('calls.bulk_file_missing', 'The file is gone.');
      throw error;
    } finally {
      source.destroy();
    }
    return reached;
  }

  private store(
    batch: PreparedBatch,
    after: RowPosition,
    { reached, context }: { reached: Checkpoint; context: JobContext },
  ): Promise<Checkpoint> {
    return context.transaction(async (tx, save) => {
      const counts = await this.writer.write(tx, context.jobId, batch, reached);
      const next = {
        ...after,
        accepted: reached.accepted + counts.accepted,
        duplicates: reached.duplicates + counts.duplicates,
        rejected: reached.rejected + counts.rejected,
      };
      save(next);
      return next;
    });
  }
}

function handled({ accepted, duplicates, rejected }: RowCounts): number {
  return accepted + duplicates + rejected;
}
