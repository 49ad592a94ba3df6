import { translate } from '../../errors/translate';

/** So that no statement grows without bounds. */
const MOST_AT_ONCE = 500;

interface Waiting<Item, Answer> {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Does for many with one statement what each alone would need one for: whatever comes while a statement is under way goes
 * into the next. When the database refuses one of them, each is tried alone, so that the others do not fail with it.
 */
export class Batcher<Item, Answer> {
  private waiting: Waiting<Item, Answer>[] = [];
  private busy = false;

  /** @param flush answers one answer for each item, in their order */
  constructor(private readonly flush: (items: Item[]) => Promise<Answer[]>) {}

  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.busy) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.busy = true;
    // What comes in the same moment goes with the first.
    await new Promise(setImmediate);
    while (this.waiting.length > 0) await this.settle(this.waiting.splice(0, MOST_AT_ONCE));
    this.busy = false;
  }

  private async settle(batch: Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.flush(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(answers[index] as Answer));
    } catch (error) {
      if (batch.length > 1 && translate(error).type.status < 500) for (const one of batch) await this.settle([one]);
      else batch.forEach(({ reject }) => reject(error));
    }
  }
}
