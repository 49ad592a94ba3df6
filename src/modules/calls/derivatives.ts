import { Injectable } from '@nestjs/common';
import { Transaction } from '../../core/database/database';
import { MeasuredCall } from '../metrics/call-figures.service';
import { NewCallRow } from './calls.repository';
import { MeasuringService } from './figures/measuring.service';
import { PreparedUtterance } from './placing';
import { SearchRepository } from './search/search.repository';

/** What follows from a transcript and is stored as well: what is searched, and the figures. */
@Injectable()
export class Derivatives {
  constructor(
    private readonly search: SearchRepository,
    private readonly measuring: MeasuringService,
  ) {}

  /** The figures of a new call; null of a live one. Pure, so it is done before any row is locked. */
  measure(call: NewCallRow, prepared: PreparedUtterance[]): MeasuredCall | null {
    return call.status === 'live' ? null : this.measuring.measure(call, prepared);
  }

  /** Of a call that the transaction has stored; to be the last that it stores. */
  async add(tx: Transaction, { id, lastPosition }: NewCallRow, measured: MeasuredCall | null): Promise<void> {
    if (lastPosition > 0) await this.search.refresh(tx, id);
    if (measured !== null) await this.measuring.store(tx, measured);
  }

  /** Of a call that the transaction has completed; to be the last that it stores. */
  async renew(tx: Transaction, callId: string): Promise<void> {
    await this.search.refresh(tx, callId);
    await this.measuring.measureLocked(tx, callId);
  }
}
