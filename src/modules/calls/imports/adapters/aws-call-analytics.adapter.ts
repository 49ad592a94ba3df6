import { Participants } from './aws-participants';
import { isObject, JsonObject, listAt, millisecondsAt, objectAt, textAt } from '../document';
import { FieldTally } from '../field-tally';
import { refuseRoles } from '../roles';
import { Adapted, DocumentFault, FieldRule, TranscriptAdapter } from '../transcript-adapter';

const OWN_METRICS = 'Parley computes its own metrics';
const NO_PLACE = 'a call has no place for it';

const FIELDS: readonly FieldRule[] = [
  { from: 'JobName', to: 'externalId' },
  { from: 'CustomerMetadata.ContactId', to: 'externalId', note: 'where there is no JobName' },
  { from: 'LanguageCode', to: 'language' },
  { from: 'Transcript.*.Content', to: 'utterances.*.text' },
  { from: 'Transcript.*.BeginOffsetMillis', to: 'utterances.*.startMs' },
  { from: 'Transcript.*.EndOffsetMillis', to: 'utterances.*.endMs' },
  {
    from: 'Transcript.*.ParticipantRole',
    to: 'utterances.*.speaker',
    note: 'AGENT, CUSTOMER; anything else is other; agentSpeaker wins',
  },
  { from: 'Transcript.*.ParticipantId', to: 'utterances.*.speaker', note: 'by the role in Participants' },
  { from: 'Transcript.*.Items', to: 'utterances.*.words', note: 'without punctuation, which has no times' },
  { from: 'Transcript.*.Sentiment', to: 'utterances.*.vendorSentiment.label' },
];

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
    isObject(document) && Array.isArray(document['Transcript']) && Array.isArray(document['Participants']),

  adapt(document, given): Adapted {
    refuseRoles(given, ['agentChannel']);
    const source = objectAt(document, '');
    const status = source['JobStatus'];
    if (status !== undefined && status !== 'COMPLETED') throw new DocumentFault('JobStatus', 'must be COMPLETED');
    const tally = new FieldTally();
    const participants = new Participants(source['Participants'], given.agentSpeaker);
    const places: string[] = [];
    const utterances: JsonObject[] = [];
    listAt(source['Transcript'], 'Transcript').forEach((entry, index) => {
      const place = `Transcript.${index}`;
      const turn = readTurn(objectAt(entry, place), { place, participants, tally });
      if (turn === undefined) return;
      utterances.push({ seq: utterances.length + 1, ...turn });
      places.push(place);
    });
    participants.refuseUnknownAgent();
    const call = { ...readHead(source, tally), utterances };
    return { call, mapped: tally.mapped, dropped: tally.dropped, guessed: [], places };
  },
};

function readHead(source: JsonObject, tally: FieldTally): JsonObject {
  const head: JsonObject = {};
  const name = source['JobName'];
  const contact = isObject(source['CustomerMetadata']) ? source['CustomerMetadata']['ContactId'] : undefined;
  if (name !== undefined) {
    head['externalId'] = textAt(name, 'JobName');
    tally.map('JobName', 'externalId');
  } else if (contact !== undefined) {
    head['externalId'] = textAt(contact, 'CustomerMetadata.ContactId');
    tally.map('CustomerMetadata.ContactId', 'externalId');
  }
  if (source['LanguageCode'] !== undefined) {
    head['language'] = textAt(source['LanguageCode'], 'LanguageCode');
    tally.map('LanguageCode', 'language');
  }
  if (source['ConversationCharacteristics'] !== undefined) tally.drop('ConversationCharacteristics', OWN_METRICS);
  const known = [
    'JobStatus',
    'JobName',
    'CustomerMetadata',
    'LanguageCode',
    'Participants',
    'Transcript',
    'ConversationCharacteristics',
  ];
  tally.dropRest(source, known, '', NO_PLACE);
  return head;
}

interface TurnContext {
  place: string;
  participants: Participants;
  tally: FieldTally;
}

const TURN_FIELDS = [
  'Content',
  'BeginOffsetMillis',
  'EndOffsetMillis',
  'ParticipantRole',
  'ParticipantId',
  'Sentiment',
  'Items',
];

/** Undefined when nothing was said. */
function readTurn(turn: JsonObject, { place, participants, tally }: TurnContext): JsonObject | undefined {
  const text = textAt(turn['Content'], `${place}.Content`);
  if (text.trim() === '') {
    tally.drop('Transcript.*', 'nothing was said');
    return undefined;
  }
  const startMs = millisecondsAt(turn['BeginOffsetMillis'], `${place}.BeginOffsetMillis`);
  const endMs = millisecondsAt(turn['EndOffsetMillis'], `${place}.EndOffsetMillis`);
  if (endMs < startMs) throw new DocumentFault(`${place}.EndOffsetMillis`, 'must not lie before BeginOffsetMillis');
  tally.map('Transcript.*.Content', 'utterances.*.text');
  tally.map('Transcript.*.BeginOffsetMillis', 'utterances.*.startMs');
  tally.map('Transcript.*.EndOffsetMillis', 'utterances.*.endMs');
  tally.dropRest(turn, TURN_FIELDS, 'Transcript.*.', NO_PLACE);
  return {
    speaker: readSpeaker(turn, { place, participants, tally }),
    startMs,
    endMs,
    text,
    ...readWords(turn['Items'], place, tally),
    ...readSentiment(turn['Sentiment'], place, tally),
  };
}

function readSpeaker(turn: JsonObject, { place, participants, tally }: TurnContext): string {
  const role = turn['ParticipantRole'];
  const id = turn['ParticipantId'];
  const named = role === undefined ? 'ParticipantId' : 'ParticipantRole';
  tally.map(`Transcript.*.${named}`, 'utterances.*.speaker');
  return participants.speakerOf({
    role: role === undefined ? undefined : textAt(role, `${place}.ParticipantRole`),
    id: id === undefined && role !== undefined ? undefined : textAt(id, `${place}.ParticipantId`),
    place,
  });
}

function readWords(items: unknown, place: string, tally: FieldTally): JsonObject {
  if (items === undefined) return {};
  const words: JsonObject[] = [];
  listAt(items, `${place}.Items`).forEach((entry, index) => {
    const at = `${place}.Items.${index}`;
    const item = objectAt(entry, at);
    if (item['Type'] === 'punctuation') {
      tally.drop('Transcript.*.Items.* (punctuation)', 'it has no times; the text keeps it');
      return;
    }
    tally.map('Transcript.*.Items', 'utterances.*.words');
    words.push({
      text: textAt(item['Content'], `${at}.Content`),
      startMs: millisecondsAt(item['BeginOffsetMillis'], `${at}.BeginOffsetMillis`),
      endMs: millisecondsAt(item['EndOffsetMillis'], `${at}.EndOffsetMillis`),
      ...(item['Confidence'] === undefined ? {} : { confidence: item['Confidence'] }),
    });
  });
  return { words };
}

function readSentiment(label: unknown, place: string, tally: FieldTally): JsonObject {
  if (label === undefined) return {};
  tally.map('Transcript.*.Sentiment', 'utterances.*.vendorSentiment.label');
  return { vendorSentiment: { label: textAt(label, `${place}.Sentiment`) } };
}
