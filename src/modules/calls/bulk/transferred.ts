import { transferableSymbol, valueSymbol } from 'piscina';
import { PreparedBatch } from './raw-batch';

/** A prepared batch on its way to the thread that stores it: its bytes are handed over. */
export class Transferred {
  constructor(private readonly batch: PreparedBatch) {}

  get [transferableSymbol](): object {
    const { calls, utterances, ends, figures } = this.batch;
    return [calls.buffer, utterances.buffer, ends.buffer, figures.buffer];
  }

  get [valueSymbol](): object {
    return this.batch;
  }
}
