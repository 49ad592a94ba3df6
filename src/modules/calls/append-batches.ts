import { outsideTransaction } from '../../core/database/transaction-scope';
import { AppError } from '../../core/errors/app-error';
import { CoreErrors } from '../../core/errors/core-errors';
import { isConnectionFailure } from '../../core/errors/postgres-errors';
import { translate } from '../../core/errors/translate';
import { currentContext, RequestContext, runInContext } from '../../core/logging/request-context';
import { Outcome } from './append-plan';
import { AppendedDto } from './dto/utterance.dto';
import { MAX_UTTERANCES_PER_DELIVERY } from './limits';
import { PreparedUtterance } from './placing';

/** Beyond this a delivery to a call is turned away instead of waiting. */
const MAX_WAITING_UTTERANCES = 5_000;

/** Stores deliveries of one call in their order, in one transaction; answers what became of each. */
type Store = (callId: string, deliveries: PreparedUtterance[][]) => Promise<Outcome[]>;

interface Waiting {
  delivery: PreparedUtterance[];
  context: RequestContext | undefined;
  resolve: (answer: AppendedDto) => void;
  reject: (error: unknown) => void;
}

/**
 * Lets deliveries to one call take turns in this process, where they cost nothing while they wait: in the database each
 * would hold a connection until it has the row. Those that came while another was stored are stored together.
 */
export class AppendBatches {
  private readonly queues = new Map<string, Waiting[]>();

  constructor(private readonly store: Store) {}

  add(callId: string, delivery: PreparedUtterance[]): Promise<AppendedDto> {
    return new Promise((resolve, reject) => {
      const waiting = { delivery, context: currentContext(), resolve, reject };
      const queue = this.queues.get(callId);
      if (queue !== undefined) {
        if (countUtterances(queue) > MAX_WAITING_UTTERANCES) reject(tooBusy());
        else queue.push(waiting);
        return;
      }
      const first = [waiting];
      this.queues.set(callId, first);
      // It serves whoever comes as well.
      void outsideTransaction(() => this.drain(callId, first));
    });
  }

  private async drain(callId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const failure = await this.settle(callId, takeBatch(queue));
      // Whoever waits behind would each wait for the same time-out: better to tell them now.
      if (failure !== undefined) queue.splice(0).forEach(({ reject }) => reject(failure));
    }
    this.queues.delete(callId);
  }

  /** Answers the failure when the database could not be used at all. */
  private async settle(callId: string, batch: Waiting[]): Promise<Error | undefined> {
    const store = () =>
      this.store(
        callId,
        batch.map(({ delivery }) => delivery),
      );
    const context = batch[0]?.context;
    try {
      const outcomes = await (context ? runInContext(context, store) : store());
      outcomes.forEach((outcome, index) => {
        if (outcome instanceof AppError) batch[index]?.reject(outcome);
        else batch[index]?.resolve(outcome);
      });
    } catch (error) {
      if (batch.length > 1 && isFaultOfOne(error)) for (const waiting of batch) await this.settle(callId, [waiting]);
      else batch.forEach(({ reject }) => reject(error));
      return isConnectionFailure(error) ? error : undefined;
    }
    return undefined;
  }
}

function countUtterances(queue: Waiting[]): number {
  return queue.reduce((sum, { delivery }) => sum + delivery.length, 0);
}

function tooBusy(): AppError {
  return CoreErrors.unavailable.with('Too many deliveries to this call are waiting; try again shortly.', {
    retryAfterSeconds: 1,
  });
}

/** As many as one delivery may hold, so that a batch takes no longer than the longest delivery. */
function takeBatch(queue: Waiting[]): Waiting[] {
  let [count, utterances] = [0, 0];
  for (const { delivery } of queue) {
    utterances += delivery.length;
    if (count > 0 && utterances > MAX_UTTERANCES_PER_DELIVERY) break;
    count += 1;
  }
  return queue.splice(0, count);
}

/** The database refused a value: the deliveries beside it must not fail with it. */
function isFaultOfOne(error: unknown): boolean {
  return !(error instanceof AppError) && translate(error).type.status < 500;
}
