import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Principal } from '../../../core/access/principal';
import { Revocations } from '../../../core/access/rights/revocations';
import { csvLine } from '../../../core/http/csv';
import { JobsRepository } from '../../../core/queues/jobs.repository';
import { BulkErrors } from './bulk.errors';
import { BULK_INGEST } from './bulk-ingest.dto';
import { IntakeRepository, RejectionRow } from './intake.repository';
import { RejectionFormat } from './rejections.dto';

/** A file to be sent. */
export interface Download {
  content: Readable;
  type: string;
  name: string;
}

/** Rows that are in memory at a time. */
const PAGE = 1_000;

const columns = ['line', 'externalId', 'code', 'reason'] as const satisfies (keyof RejectionRow)[];

const renderings: Record<RejectionFormat, { type: string; head: string; line: (row: RejectionRow) => string }> = {
  csv: {
    type: 'text/csv; charset=utf-8; header=present',
    head: csvLine(columns),
    line: (row) => csvLine(columns.map((name) => row[name])),
  },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', head: '', line: (row) => `${JSON.stringify(row)}\n` },
};

@Injectable()
export class RejectionsService {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly repository: IntakeRepository,
    private readonly revocations: Revocations,
  ) {}

  /** The rows that the ingest rejected so far, read in pages while they are sent. Throws bulk.not_found. */
  async download(jobId: string, format: RejectionFormat, reader: Principal): Promise<Download> {
    await this.requireReadable(jobId, reader);
    const first = await this.repository.rejections(jobId, 0, PAGE);
    const content = Readable.from(this.lines(jobId, format, first, reader), { objectMode: false });
    return { content, type: renderings[format].type, name: `rejections-${jobId}.${format}` };
  }

  private async requireReadable(jobId: string, { userId, permissions }: Principal): Promise<void> {
    const job = await this.jobs.find(jobId);
    const isReadable = job?.type === BULK_INGEST && (job.createdBy === userId || permissions.has('jobs.manage'));
    if (!isReadable) throw BulkErrors.notFound.with(`There is no bulk ingest ${jobId}.`);
  }

  /** Breaks off when the rights of the reader end. */
  private async *lines(
    jobId: string,
    format: RejectionFormat,
    first: RejectionRow[],
    reader: Principal,
  ): AsyncGenerator<string> {
    const { head, line } = renderings[format];
    if (head !== '') yield head;
    for (let rows = first; rows.length > 0;) {
      this.revocations.check(reader);
      yield rows.map(line).join('');
      const last = rows.at(-1)?.line ?? 0;
      rows = rows.length < PAGE ? [] : await this.repository.rejections(jobId, last, PAGE);
    }
  }
}
