import { Module } from '@nestjs/common';
import { StreamNewsModule } from '../streams/stream-news.module';
import { CleanupProcessor } from './cleanup.processor';
import { CleanupRepository } from './cleanup.repository';

@Module({ imports: [StreamNewsModule], providers: [CleanupRepository, CleanupProcessor] })
export class CleanupModule {}
