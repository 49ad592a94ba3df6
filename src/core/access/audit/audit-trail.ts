import { Injectable } from '@nestjs/common';
import { Queryable } from '../../database/database';
import { currentContext } from '../../logging/request-context';
import { Telemetry } from '../../telemetry/telemetry';
import { AuditBatches } from './audit-batches';
import { AuditedAct } from './audited-act';
import { AuditRepository } from './audit.repository';
import { AuditRow, toAuditRow } from './audit-row';

/** More than can be asked at a time of what is recorded without a transaction, such as logins. */
const MOST_WAITING = 1_000;

/** Writes the audit trail: append-only rows that the login of the application cannot change. */
@Injectable()
export class AuditTrail {
  private readonly batches: AuditBatches;

  constructor(
    private readonly repository: AuditRepository,
    private readonly telemetry: Telemetry,
  ) {
    this.batches = new AuditBatches((rows) => this.insert(rows), MOST_WAITING);
  }

  /**
   * Resolves once the row is stored, or part of the transaction. Rejects, with unavailable where the trail cannot be
   * written: then the act must not be answered as done.
   * @param tx the transaction of the act itself, so that there is neither without the other
   */
  async record(act: AuditedAct, tx?: Queryable): Promise<void> {
    const row = rowOf(act);
    if (tx === undefined) await this.batches.add(row);
    else await this.insert([row], tx);
  }

  /** A way to the trail beside that of `record`, for acts that may come in floods: what waits there delays no other. */
  waitingFor(most: number): { add: (act: AuditedAct) => Promise<void> } {
    const batches = new AuditBatches((rows) => this.insert(rows), most);
    return { add: (act) => batches.add(rowOf(act)) };
  }

  private async insert(rows: AuditRow[], db?: Queryable): Promise<void> {
    await this.repository.insert(rows, db);
    for (const { action, outcome } of rows) this.telemetry.auditEntries.inc({ action, outcome });
  }
}

function rowOf(act: AuditedAct): AuditRow {
  const context = currentContext();
  if (context && act.outcome !== 'ok') context.refusalRecorded = true;
  return toAuditRow(act, context);
}
