import { isAbsent, isObject, JsonObject, objectAt, textAt } from '../../reading/document';
import { FieldTally, NO_PLACE } from '../../reading/field-tally';
import { refuseRoles } from '../../reading/roles';
import { Adapted, DocumentFault, FieldRule, TranscriptAdapter } from '../../transcript-adapter';
import { inOrderOfStart, toUtterances } from '../../reading/turns';
import { Participants } from './aws-participants';
import { readTurns, SEGMENT_KINDS } from './aws-turns';

const SPEAKER = 'utterances.*.speaker';

const TURN_FIELDS: readonly FieldRule[] = [
  { from: 'Content', to: 'utterances.*.text' },
  { from: 'BeginOffsetMillis', to: 'utterances.*.startMs' },
  { from: 'EndOffsetMillis', to: 'utterances.*.endMs' },
  { from: 'ParticipantRole', to: SPEAKER, note: 'AGENT, CUSTOMER; anything else is other; agentSpeaker wins' },
  { from: 'ParticipantId', to: SPEAKER, note: 'by the role in Participants' },
  { from: 'Items', to: 'utterances.*.words', note: 'without punctuation, which has no times' },
  { from: 'Sentiment', to: 'utterances.*.vendorSentiment.label' },
];

const FIELDS: readonly FieldRule[] = [
  { from: 'JobName', to: 'externalId' },
  { from: 'CustomerMetadata.ContactId', to: 'externalId', note: 'where there is no JobName' },
  { from: 'ContactId', to: 'externalId', note: 'of a real-time analysis' },
  { from: 'LanguageCode', to: 'language' },
  { from: 'Participants', to: SPEAKER, note: 'the role of each ParticipantId' },
  ...TURN_FIELDS.map((rule) => ({ ...rule, from: `Transcript.*.${rule.from}` })),
  ...TURN_FIELDS.map((rule) => ({ ...rule, from: `Segments.*.Transcript.${rule.from}` })),
];

const READ = ['JobName', 'CustomerMetadata', 'ContactId', 'LanguageCode', 'Participants', 'Transcript', 'Segments'];
const REASONS = {
  ConversationCharacteristics: 'Parley computes its own metrics',
  JobStatus: 'only completed jobs are taken',
};

/** Amazon Transcribe Call Analytics and Contact Lens: turns with times in milliseconds, words and a sentiment label. */
export const awsCallAnalyticsAdapter: TranscriptAdapter = {
  format: 'aws-call-analytics',
  title: 'Amazon Transcribe Call Analytics, and Contact Lens',
  fields: FIELDS,
  losses: [
    'agent',
    'customer',
    'direction',
    'startedAt',
    'endedAt',
    'tags',
    'metadata',
    'utterances.*.vendorSentiment.score',
  ],

  recognises: (document) =>
    isObject(document) &&
    ((Array.isArray(document['Transcript']) && Array.isArray(document['Participants'])) || isRealTime(document)),

  adapt(document, given): Adapted {
    refuseRoles(given, ['agentChannel']);
    const source = objectAt(document, '');
    refuseUnusable(source);
    const tally = new FieldTally();
    const participants = new Participants(
      isRealTime(source) ? (source['Participants'] ?? []) : source['Participants'],
      given.agentSpeaker,
    );
    const turns = inOrderOfStart(readTurns(source, participants, tally));
    participants.refuseUnknownAgent();
    const head = readHead(source, tally);
    const { utterances, places } = toUtterances(turns, (speaker) => speaker);
    return { call: { ...head, utterances }, mapped: tally.mapped, dropped: tally.dropped, guessed: [], places };
  },
};

function isRealTime(document: JsonObject): boolean {
  const first: unknown = Array.isArray(document['Segments']) ? document['Segments'][0] : undefined;
  return isObject(first) && SEGMENT_KINDS.some((kind) => Object.hasOwn(first, kind));
}

function refuseUnusable(source: JsonObject): void {
  const { JobStatus: status, Channel: channel, NextToken: more } = source;
  if (!isAbsent(status) && status !== 'COMPLETED') throw new DocumentFault('JobStatus', 'must be COMPLETED');
  if (!isAbsent(channel) && channel !== 'VOICE') throw new DocumentFault('Channel', 'must be VOICE');
  if (!isAbsent(more)) throw new DocumentFault('NextToken', 'tells that there are more segments; join them first');
}

function readHead(source: JsonObject, tally: FieldTally): JsonObject {
  const metadata = isObject(source['CustomerMetadata']) ? source['CustomerMetadata'] : {};
  const names: [string, unknown][] = [
    ['JobName', source['JobName']],
    ['CustomerMetadata.ContactId', metadata['ContactId']],
    ['ContactId', source['ContactId']],
  ];
  const [first, ...others] = names.filter(([, value]) => !isAbsent(value));
  if (first !== undefined) tally.map(first[0], 'externalId');
  const externalId = first === undefined ? {} : { externalId: textAt(first[1], first[0]) };
  if (!isAbsent(source['LanguageCode'])) tally.map('LanguageCode', 'language');
  const language = isAbsent(source['LanguageCode']) ? {} : { language: textAt(source['LanguageCode'], 'LanguageCode') };
  for (const [place] of others) tally.drop(place, `${first?.[0] ?? ''} names the call`);
  tally.dropRest(metadata, ['ContactId'], 'CustomerMetadata.', NO_PLACE);
  tally.dropRest(source, READ, '', NO_PLACE, REASONS);
  return { ...externalId, ...language };
}
