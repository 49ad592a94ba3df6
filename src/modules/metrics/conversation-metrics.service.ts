import { Conversation, Measured } from './figures/conversation';
import { measure } from './formulas/measure';

export type { CallDetails, Conversation, Measured, SpokenUtterance } from './figures/conversation';

/** The formulas, for whoever has a conversation: pure, so threads may make one of their own. */
export class ConversationMetrics {
  /** The figures of a completed call, and what cannot be added up over calls. */
  measure(conversation: Conversation): Measured {
    return measure(conversation);
  }
}
