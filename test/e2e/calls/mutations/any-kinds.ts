import { Mutant, MutationKind, Subject, toMutant } from './subjects';

export const asText = ({ content }: Subject) => (typeof content === 'string' ? content : JSON.stringify(content));

/** Bytes that no UTF-8 has: a lone byte, an overlong slash, half of a surrogate pair. */
const BROKEN = ['ff', 'c0af', 'eda0bd', '80'].map((hex) => Buffer.from(hex, 'hex'));
const OTHER_TYPES = ['text/html', 'application/xml', 'multipart/form-data; boundary=x', 'application/x+json+xml', 'x'];
const BAD_QUERIES: Record<string, string>[] = [
  { dryRun: 'maybe' },
  { direction: 'up' },
  { startedAt: 'yesterday' },
  { language: 'English' },
  { externalId: '' },
  { externalId: 'x'.repeat(201) },
  { externalId: '\0' },
  { agentName: 'Maria' },
  { agentChannel: '0', agentSpeaker: 'A' },
  { agentChannel: '1.5' },
  { agentChannel: 'NaN' },
  { agentChannel: '1001' },
  { format: 'avaya' },
  { surprise: '1' },
];

/** What spoils a document of any format. */
export const anyKinds: MutationKind[] = [
  {
    name: 'a byte that no text has',
    apply: (subject, random) => {
      const bytes = Buffer.from(asText(subject));
      const at = random.below(bytes.length);
      const broken = random.pick(BROKEN) as Buffer;
      return toMutant(subject, Buffer.concat([bytes.subarray(0, at), broken, bytes.subarray(at)]));
    },
  },
  {
    name: 'a content type that is not taken',
    apply: (subject, random) => toMutant(subject, asText(subject), { mediaType: random.pick(OTHER_TYPES) }),
  },
  {
    name: 'a charset that is not taken',
    apply: (subject) => toMutant(subject, asText(subject), { mediaType: `${subject.mediaType}; charset=utf-16` }),
  },
  {
    name: 'a query that is wrong',
    apply: (subject, random) => withQuery(subject, { ...subject.query, ...random.pick(BAD_QUERIES) }),
  },
  {
    name: 'an agent who is not there',
    apply: (subject, random) => withQuery(subject, { agentSpeaker: `nobody ${random.below(1_000)}` }),
  },
  {
    name: 'a channel that is not there',
    apply: (subject, random) => withQuery(subject, { agentChannel: String(900 + random.below(100)) }),
  },
  { name: 'nothing', apply: (subject) => toMutant(subject, '') },
];

function withQuery(subject: Subject, query: Mutant['query']): Mutant {
  return toMutant(subject, asText(subject), { query });
}
