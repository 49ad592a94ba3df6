import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller';
import { AuditEntriesRepository } from './audit.repository';
import { AuditService } from './audit.service';

@Module({ controllers: [AuditController], providers: [AuditEntriesRepository, AuditService] })
export class AuditModule {}
