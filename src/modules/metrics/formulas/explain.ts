import { Conversation } from '../figures/conversation';
import { Explanations } from '../figures/explanation';
import { metrics } from '../registry/registry';
import { inputsOf } from './inputs';
import { measure } from './measure';

/** What every metric of a completed call was made from. */
export function explain(conversation: Conversation): Explanations {
  const { figures } = measure(conversation);
  return Object.fromEntries(
    metrics.map((metric) => [metric.id, { inputs: inputsOf(metric, figures), evidence: null }]),
  );
}
