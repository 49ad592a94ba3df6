import { Injectable } from '@nestjs/common';
import { Transaction } from '../../core/database/database';
import { CallFiguresRepository } from './call-figures.repository';
import { MeasuredCall } from './figures/conversation';
import { FORMULAS_VERSION } from './figures/figures';
import { toFiguresRow } from './figures/figures-row';

export type { MeasuredCall } from './figures/conversation';
export { PACKED_FIGURES, type PackedFigures } from './figures/packed';

/** Keeps the figures of completed calls, and by them every rollup. */
@Injectable()
export class CallFiguresService {
  /** What is stored beside figures made by the present formulas. */
  readonly formulas = FORMULAS_VERSION;

  constructor(private readonly figures: CallFiguresRepository) {}

  /**
   * Stores the figures of completed calls, or replaces them, as part of the transaction that changes the calls; to be the
   * last that it does, since it locks the rows of the rollups. Calls that are not stored, or are live, are passed over;
   * figures of a deleted call go with it.
   */
  async store(tx: Transaction, calls: MeasuredCall[]): Promise<void> {
    if (calls.length > 0) await this.figures.store(tx, Buffer.from(`[${calls.map(toFiguresRow).join()}]`));
  }

  /** As `store`. @param rows a JSON list of what `ConversationMetrics.row` gives */
  async storeRows(tx: Transaction, rows: Uint8Array): Promise<void> {
    await this.figures.store(tx, Buffer.from(rows.buffer, rows.byteOffset, rows.length));
  }
}
