import { Speaker } from '../../sentiment/rolling';
import { DocumentFault, GivenRoles, GuessedField } from '../transcript-adapter';

/** Who is who among the labels of a document that does not tell roles itself. */
export interface AssignedRoles {
  roles: ReadonlyMap<string, Speaker>;
  guessed: GuessedField[];
}

/** What is guessed where a document has no voices. */
export const everybodyIsOther: GuessedField = {
  field: 'utterances.*.speaker',
  guess: 'other: the document does not tell voices apart',
};

const MOST_LABELS_SHOWN = 10;
const LONGEST_LABEL_SHOWN = 100;

/**
 * Assigns a role to each label. The agent is who the caller says, else who speaks first; the customer is the first other
 * one to speak; further voices are `other`. What the caller did not say is told as guessed; nothing where there is no label.
 * @param labels in the order of first speech, repeated ones allowed
 * @param agent the label of the agent, where the caller tells it, and the parameter that told it
 * Throws DocumentFault when the document has no such label.
 */
export function assignRoles(
  labels: Iterable<string>,
  agent?: { label: string; parameter: keyof GivenRoles },
): AssignedRoles {
  const voices = [...new Set(labels)];
  if (agent !== undefined && !voices.includes(agent.label)) {
    throw unknownAgent(agent.parameter, voices);
  }
  const first = agent?.label ?? voices[0];
  const others = voices.filter((label) => label !== first);
  const roles = new Map<string, Speaker>(others.map((label, index) => [label, index === 0 ? 'customer' : 'other']));
  if (first !== undefined) roles.set(first, 'agent');
  return { roles, guessed: first === undefined ? [] : describeGuess(agent !== undefined, others.length) };
}

/** The fault of a caller who names an agent that the document does not have. */
export function unknownAgent(parameter: keyof GivenRoles, labels: readonly string[]): DocumentFault {
  const known = labels.slice(0, MOST_LABELS_SHOWN).map((label) => label.slice(0, LONGEST_LABEL_SHOWN).toWellFormed());
  const more = labels.length > MOST_LABELS_SHOWN ? `, and ${labels.length - MOST_LABELS_SHOWN} more` : '';
  return new DocumentFault(parameter, `must be one of the document's own: ${known.join(', ') || 'it has none'}${more}`);
}

/**
 * For formats that tell the roles themselves. Throws DocumentFault naming the parameter that was given.
 * @param parameters those that the format has no use for; both when left out
 */
export function refuseRoles(
  roles: GivenRoles,
  parameters: readonly (keyof GivenRoles)[] = ['agentChannel', 'agentSpeaker'],
): void {
  const given = parameters.find((parameter) => roles[parameter] !== undefined);
  if (given !== undefined) {
    throw new DocumentFault(given, 'cannot be given for this format, which tells the speakers in another way');
  }
}

function describeGuess(agentIsKnown: boolean, others: number): GuessedField[] {
  const guesses = [
    ...(agentIsKnown ? [] : ['the first to speak is the agent']),
    ...(others > 1 ? ['the first other one to speak is the customer'] : []),
  ];
  return guesses.length === 0 ? [] : [{ field: 'utterances.*.speaker', guess: guesses.join('; ') }];
}
