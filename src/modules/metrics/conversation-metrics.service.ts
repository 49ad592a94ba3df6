import { Conversation, Measured } from './figures/conversation';
import { Explanations } from './figures/explanation';
import { toFiguresRow } from './figures/figures-row';
import { explain } from './formulas/explain';
import { measure } from './formulas/measure';

export type { CallDetails, Conversation, Evidence, Measured, SpokenUtterance } from './figures/conversation';
export type { Explanation, Explanations } from './figures/explanation';

/** The formulas, for whoever has a conversation: pure, so threads may make one of their own. */
export class ConversationMetrics {
  /** The figures of a completed call, and what cannot be added up over calls. */
  measure(conversation: Conversation): Measured {
    return measure(conversation);
  }

  /** The figures of a call as JSON, for `CallFiguresService.storeRows`: a thread hands on less than by `measure`. */
  row(callId: string, conversation: Conversation): string {
    return toFiguresRow({ callId, ...measure(conversation) });
  }

  /** What every metric of a completed call was made from, to the stretches of the call that made it. */
  explain(conversation: Conversation): Explanations {
    return explain(conversation);
  }
}
