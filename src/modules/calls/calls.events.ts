import { DomainEvent } from '../../core/events/event-bus';
import { SentimentPoint } from './calls.sockets';

/** Utterances of a live call were stored. */
export class UtterancesAppended extends DomainEvent {
  constructor(
    readonly callId: string,
    readonly epoch: number,
    /** In the order of position, without gaps. */
    readonly points: SentimentPoint[],
  ) {
    super();
  }
}

/** A live call was completed. */
export class CallCompleted extends DomainEvent {
  constructor(readonly callId: string) {
    super();
  }
}

/** A call was corrected: what was sent of its stream before is void. */
export class CallCorrected extends DomainEvent {
  constructor(
    readonly callId: string,
    /** The version that the correction made. */
    readonly epoch: number,
  ) {
    super();
  }
}

/** A call and its transcript are gone. */
export class CallDeleted extends DomainEvent {
  constructor(
    readonly callId: string,
    readonly epoch: number,
  ) {
    super();
  }
}
