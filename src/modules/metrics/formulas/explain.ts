import { Conversation } from '../figures/conversation';
import { Explanations } from '../figures/explanation';
import { metrics } from '../registry/registry';
import { evidenceOf } from './evidence';
import { find } from './findings';
import { inputsOf } from './inputs';
import { measured } from './measure';

/** What every metric of a completed call was made from: the same findings that its figures are counted from. */
export function explain(conversation: Conversation): Explanations {
  const found = find(conversation);
  const { figures } = measured(found);
  const evidence = evidenceOf(found.texts, found.time);
  return Object.fromEntries(
    metrics.map((metric) => [metric.id, { inputs: inputsOf(metric, figures), evidence: evidence(metric.id) }]),
  );
}
