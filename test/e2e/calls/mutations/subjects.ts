import { adapterFor } from '../../../../src/modules/calls/imports/adapters';
import { importExamples } from '../../../../src/modules/calls/imports/import.examples';
import { GivenRoles, MappedField } from '../../../../src/modules/calls/imports/transcript-adapter';
import { expectedImports, readDocument } from '../../../support/call-fixtures';

/** A small document that can be imported, before something in it is broken. */
export interface Subject {
  name: string;
  format: string;
  mediaType: string;
  /** Parsed JSON, or text. */
  content: unknown;
  query: Record<string, string>;
  mapped: Pick<MappedField, 'from' | 'to'>[];
  /** One per format, and small. */
  isExample: boolean;
  /** Where each utterance comes from. */
  places: string[];
}

/** What one sends. */
export interface Mutant {
  body: string | Buffer;
  mediaType: string;
  query: Record<string, string>;
}

/** One way to break a document; undefined when there is nothing in this one to break so. */
export interface MutationKind<T extends Subject = Subject> {
  name: string;
  /** So large that it is tried once per format. */
  heavy?: boolean;
  /** Formats that take such a document, by design. */
  except?: readonly string[];
  apply(subject: T, random: import('./seeded').Seeded): Mutant | undefined;
}

const MOST_ENTRIES = 5;
const TEXT_TYPES: Record<string, string> = { vtt: 'text/vtt', srt: 'text/srt', csv: 'text/csv' };
const PARLEY_FIELDS = ['seq', 'speaker', 'startMs', 'endMs', 'text'].map((name) => `utterances.*.${name}`);

/** Every recorded document, cut to few turns, and the example of every format. */
export function subjects(): Subject[] {
  const recorded = expectedImports().map(({ document, format, roles }) => {
    const content = readDocument(document);
    const mediaType = TEXT_TYPES[document.split('.').at(-1) ?? ''] ?? 'application/json';
    const kept = typeof content === 'string' ? content : cut(content);
    return { name: document, isExample: false, format, mediaType, roles, content: kept };
  });
  const shown = Object.entries(importExamples).map(([format, { mediaTypes, value }]) => ({
    ...{ name: `the example of ${format}`, isExample: true, format, roles: {}, content: value },
    mediaType: mediaTypes[0] as string,
  }));
  return [...recorded, ...shown].map(({ roles, ...rest }) => {
    const { mapped, places } = adapterFor('auto', rest.content).adapt(rest.content, roles);
    const within = rest.format === 'parley' ? PARLEY_FIELDS.map((field) => ({ from: field, to: field })) : [];
    return { ...rest, query: toQuery(roles), mapped: [...mapped, ...within], places };
  });
}

export function toMutant({ mediaType, query }: Subject, body: string | Buffer, changes: Partial<Mutant> = {}): Mutant {
  return { body, mediaType, query, ...changes };
}

function toQuery(roles: GivenRoles): Record<string, string> {
  const given = Object.entries(roles) as [string, string | number | undefined][];
  return Object.fromEntries(
    given.filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]),
  );
}

function cut(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner)]));
}
