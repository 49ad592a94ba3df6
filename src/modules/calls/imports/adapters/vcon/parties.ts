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

const ONE_NAME = 'a call keeps one name of its agent and of its customer';
const ONLY_GUESSED = 'that this is the agent or the customer is only guessed: name who it is with agentSpeaker';
const FILLED_IN =
  'who has no role is the agent or customer that is missing, in the order of first speech; further voices are other';
const LABEL = 'parties.';
const MOST_PARTIES = 1_000;

/** Who is who, and of whom that is no guess. */
export interface KnownRoles extends AssignedRoles {
  /** Labels whose role the document or the caller tells. */
  told: ReadonlySet<string>;
}

/** Whoever took part. A party's label is its place, `parties.0`. */
export class Parties {
  private readonly entries: JsonObject[];
  /** The index of the only party of that name, undefined where several bear it. */
  private readonly indexes = new Map<string, number | undefined>();

  constructor(parties: unknown) {
    this.entries = listAt(parties ?? [], 'parties', MOST_PARTIES).map((entry, index) =>
      objectAt(entry, `parties.${index}`),
    );
    for (const [index, { name }] of this.entries.entries()) {
      if (typeof name === 'string') this.indexes.set(name, this.indexes.has(name) ? undefined : index);
    }
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
    const named = this.indexes.get(name);
    if (named !== undefined) return LABEL + named;
    return /^\d{1,6}$/.test(name) && this.entries[Number(name)] !== undefined ? LABEL + Number(name) : name;
  }

  /** @param labels in the order of first speech. Throws DocumentFault. */
  assign(labels: Iterable<string>, { agentSpeaker }: GivenRoles, tally: FieldTally): KnownRoles {
    const voices = [...new Set(labels)];
    if (agentSpeaker !== undefined) {
      const label = voices.includes(agentSpeaker) ? agentSpeaker : this.labelOf(agentSpeaker);
      return this.withAgent(voices, label);
    }
    const told = new Map(voices.flatMap((label) => this.toldRole(label)));
    for (const label of told.keys()) if (this.at(label)) tally.map('parties.*.role', 'utterances.*.speaker');
    const open = voices.filter((label) => !told.has(label));
    const known = new Set(told.keys());
    if (open.length === 0) return { roles: told, guessed: [], told: known };
    if (told.size === 0) return { ...assignRoles(voices), told: known };
    const guessed = [{ field: 'utterances.*.speaker', guess: FILLED_IN }];
    return { roles: this.fillIn(told, open), guessed, told: known };
  }

  /** Agent and customer as far as they are named; a guess names nobody, since it would make an agent of a customer. */
  identities(known: KnownRoles, tally: FieldTally): JsonObject {
    const agent = this.withRole('agent', known);
    const customer = this.withRole('customer', known);
    const agentName = name(agent);
    const agentId = agent && this.firstOf(agent, ['uuid', 'mailto', 'sip', 'tel', 'name']);
    const customerName = customer && this.firstOf(customer, ['tel', 'mailto', 'sip', 'name', 'uuid']);
    this.dropNames(agent, [agentId?.from, 'name'], tally);
    this.dropNames(customer, [customerName?.from], tally);
    for (const [index, party] of this.entries.entries()) {
      if (party !== agent && party !== customer) this.dropNames(party, [], tally, reasonAgainst(LABEL + index, known));
    }
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

  private dropNames(
    party: JsonObject | undefined,
    used: (string | undefined)[],
    tally: FieldTally,
    reason = ONE_NAME,
  ): void {
    const names = NAMES.filter((candidate) => party?.[candidate] !== undefined && !used.includes(candidate));
    for (const one of names) tally.drop(`parties.*.${one}`, reason);
  }

  /** Who else speaks is the customer without doubt when there are but two. */
  private withAgent(voices: string[], label: string): KnownRoles {
    const { roles, guessed } = assignRoles(voices, { label, parameter: 'agentSpeaker' });
    const isTold = (voice: string) => voice === label || this.toldRole(voice)[0]?.[1] === roles.get(voice);
    return { roles, guessed, told: new Set(voices.length === 2 ? voices : voices.filter(isTold)) };
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
  private withRole(role: Speaker, { roles, told }: KnownRoles): JsonObject | undefined {
    const heard = [...roles].find(([label, heardAs]) => heardAs === role && told.has(label) && this.at(label));
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

function reasonAgainst(label: string, { roles, told }: KnownRoles): string {
  const role = told.has(label) ? undefined : roles.get(label);
  return role === 'agent' || role === 'customer' ? ONLY_GUESSED : ONE_NAME;
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
