import { Module } from '@nestjs/common';
import { BulkFiles } from './bulk-files';

/** In every process that can end a job. */
@Module({ providers: [BulkFiles] })
export class BulkFilesModule {}
