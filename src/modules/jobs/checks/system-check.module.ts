import { Module } from '@nestjs/common';
import { RunTimesRepository } from './run-times.repository';
import { SystemCheckProcessor } from './system-check.processor';

/** Runs `system.check`. */
@Module({ providers: [SystemCheckProcessor, RunTimesRepository] })
export class SystemCheckModule {}
