import { Module } from '@nestjs/common';
import { ForgottenFiles } from './forgotten-files';
import { PurgeProcessor } from './purge.processor';
import { PurgeRepository } from './purge.repository';

/** Runs `system.purge`. */
@Module({ providers: [PurgeRepository, ForgottenFiles, PurgeProcessor] })
export class PurgeModule {}
