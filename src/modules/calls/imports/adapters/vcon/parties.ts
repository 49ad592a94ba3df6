import { Speaker } from '../../../sentiment/rolling';
import { JsonObject, listAt, objectAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { assignRoles, AssignedRoles } from '../../reading/roles';
import { DocumentFault, GivenRoles } from '../../transcript-adapter';

const ROLES: Record<string, Speaker> = {
  agent: 'agent',
  customer: 'customer',
  supervisor: 'other',
  sme: 'other',
  thirdparty: 'other',
};
const NAMES = ['uuid', 'name', 'tel', 'mailto', 'sip'];
/** How a party says that it is not to be known. */
const ANONYMOUS = 'anonymous';

const FILLED_IN =
  'who has no role is the agent or customer that is missing, in the order of first speech; further voices are other';
const LABEL = 'parties.';

/** Whoever took part. A party's label is its place, `parties.0`. */
export class Parties {
  private readonly entries: JsonObject[];

  constructor(parties: unknown) {
    this.entries = listAt(parties ?? [], 'parties').map((entry, index) => objectAt(entry, `parties.${index}`));
  }

  /** The label of whoever wrote or said it. Throws DocumentFault. */
  labelAt(index: unknown, place: string): string {
    if (typeof index !== 'number' || !Number.isInteger(index) || this.entries[index] === undefined) {
      throw new DocumentFault(place, 'must be the index of one of the parties');
    }
    return LABEL + index;
  }

  /** The label of the only party of that name or of that index, else the name itself. */
  labelOf(name: string): string {
    const named = this.entries.flatMap((party, index) => (party['name'] === name ? [LABEL + index] : []));
    if (named.length === 1) return named[0] as string;
    return /^\d{1,6}$/.test(name) && this.entries[Number(name)] !== undefined ? LABEL + Number(name) : name;
  }

  /** @param labels in the order of first speech. Throws DocumentFault. */
  assign(labels: Iterable<string>, { agentSpeaker }: GivenRoles, tally: FieldTally): AssignedRoles {
    const voices = [...new Set(labels)];
    if (agentSpeaker !== undefined) {
      const label = voices.includes(agentSpeaker) ? agentSpeaker : this.labelOf(agentSpeaker);
      return assignRoles(voices, { label, parameter: 'agentSpeaker' });
    }
    const told = new Map(voices.flatMap((label) => this.toldRole(label)));
    for (const label of told.keys()) if (this.at(label)) tally.map('parties.*.role', 'utterances.*.speaker');
    const open = voices.filter((label) => !told.has(label));
    if (open.length === 0) return { roles: told, guessed: [] };
    if (told.size === 0) return assignRoles(voices);
    return { roles: this.fillIn(told, open), guessed: [{ field: 'utterances.*.speaker', guess: FILLED_IN }] };
  }

  /** Agent and customer as far as they are named. */
  identities({ roles }: AssignedRoles, tally: FieldTally): JsonObject {
    const agent = this.withRole('agent', roles);
    const customer = this.withRole('customer', roles);
    const agentName = name(agent);
    const agentId = agent && this.firstOf(agent, ['uuid', 'mailto', 'sip', 'tel', 'name']);
    const customerName = customer && this.firstOf(customer, ['tel', 'mailto', 'sip', 'name', 'uuid']);
    this.dropNames(agent, [agentId?.from, 'name'], tally);
    this.dropNames(customer, [customerName?.from], tally);
    for (const party of this.entries) if (party !== agent && party !== customer) this.dropNames(party, [], tally);
    if (agentId !== undefined) tally.map(`parties.*.${agentId.from} (agent)`, 'agent.externalId');
    if (agentName !== undefined) tally.map('parties.*.name (agent)', 'agent.name');
    if (customerName !== undefined) tally.map(`parties.*.${customerName.from} (customer)`, 'customer');
    return {
      ...(agentId === undefined ? {} : { agent: { externalId: agentId.value, name: agentName } }),
      ...(customerName === undefined ? {} : { customer: customerName.value }),
    };
  }

  /** Reports what else is told of the parties. */
  dropRest(tally: FieldTally): void {
    for (const party of this.entries) {
      tally.dropRest(party, [...NAMES, 'role'], 'parties.*.', 'a call has no place for it');
    }
  }

  private dropNames(party: JsonObject | undefined, used: (string | undefined)[], tally: FieldTally): void {
    const names = NAMES.filter((candidate) => party?.[candidate] !== undefined && !used.includes(candidate));
    for (const one of names) tally.drop(`parties.*.${one}`, 'a call keeps one name of its agent and of its customer');
  }

  private toldRole(label: string): [string, Speaker][] {
    const party = this.at(label);
    const role: unknown = party === undefined ? label : party['role'];
    const known = typeof role === 'string' && Object.hasOwn(ROLES, role.toLowerCase());
    return known ? [[label, ROLES[role.toLowerCase()] as Speaker]] : [];
  }

  private fillIn(told: Map<string, Speaker>, open: string[]): Map<string, Speaker> {
    const missing = (['agent', 'customer'] as const).filter((role) => ![...told.values()].includes(role));
    return new Map([...told, ...open.map((label, index): [string, Speaker] => [label, missing[index] ?? 'other'])]);
  }

  /** The party that was heard in that role, else the first of whom it is told. */
  private withRole(role: Speaker, roles: ReadonlyMap<string, Speaker>): JsonObject | undefined {
    const heard = [...roles].find(([label, heardAs]) => heardAs === role && this.at(label) !== undefined);
    const silent = this.entries.map((_, index) => LABEL + index).filter((label) => !roles.has(label));
    const label = heard?.[0] ?? silent.find((one) => this.toldRole(one)[0]?.[1] === role);
    return label === undefined ? undefined : this.at(label);
  }

  private at(label: string): JsonObject | undefined {
    return label.startsWith(LABEL) ? this.entries[Number(label.slice(LABEL.length))] : undefined;
  }

  private firstOf(party: JsonObject, names: string[]): { from: string; value: string } | undefined {
    const from = names.find((candidate) => text(party[candidate]) !== undefined);
    return from === undefined ? undefined : { from, value: withoutScheme(text(party[from]) as string, from) };
  }
}

function name(party: JsonObject | undefined): string | undefined {
  return text(party?.['name']);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value !== ANONYMOUS ? value : undefined;
}

/** `tel:+49...` and `+49...` mean the same. */
function withoutScheme(value: string, scheme: string): string {
  const prefix = `${scheme}:`;
  return value.length > prefix.length && value.startsWith(prefix) ? value.slice(prefix.length) : value;
}
