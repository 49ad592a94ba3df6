import { Speaker } from '../../../sentiment/rolling';
import { isAbsent, JsonObject, listAt, millisecondsAt, objectAt, textAt } from '../../reading/document';
import { FieldTally, NO_PLACE } from '../../reading/field-tally';
import { readWords, WordFormat } from '../../reading/timed-words';
import { endAfter, Turn } from '../../reading/turns';
import { Participants } from './aws-participants';

/** What an entry of a real-time analysis may be. */
export const SEGMENT_KINDS = ['Transcript', 'Utterance', 'Categories', 'PostContactSummary'];

const SPEAKER = 'utterances.*.speaker';
const SEGMENT_REASONS = { Utterance: 'a part of a turn, as it was being recognised' };

const READ = [
  'Content',
  'BeginOffsetMillis',
  'EndOffsetMillis',
  'ParticipantRole',
  'ParticipantId',
  'Sentiment',
  'Items',
];

const WORDS: Omit<WordFormat, 'from'> = {
  text: ['Content'],
  start: 'BeginOffsetMillis',
  end: 'EndOffsetMillis',
  confidence: ['Confidence'],
  used: ['Type'],
  timeAt: millisecondsAt,
};

interface TurnContext {
  /** Of the turn, for errors. */
  at: string;
  /** The same for any turn. */
  from: string;
  participants: Participants;
  tally: FieldTally;
}

/** The turns of a finished analysis, or of a real-time one. Throws DocumentFault. */
export function readTurns(source: JsonObject, participants: Participants, tally: FieldTally): Turn<Speaker>[] {
  const turns = isAbsent(source['Transcript'])
    ? readSegments(source['Segments'], participants, tally)
    : readTranscript(source['Transcript'], participants, tally);
  if (!isAbsent(source['Participants'])) tallyParticipants(tally);
  return turns;
}

function tallyParticipants(tally: FieldTally): void {
  const areUsed = tally.mapped.some(({ from }) => from.endsWith('.ParticipantId'));
  if (areUsed) tally.map('Participants', SPEAKER);
  else tally.drop('Participants', 'each turn tells its role');
}

function readTranscript(list: unknown, participants: Participants, tally: FieldTally): Turn<Speaker>[] {
  return listAt(list, 'Transcript').flatMap((entry, index) => {
    const place = `Transcript.${index}`;
    const turn = readTurn(objectAt(entry, place), { at: place, from: 'Transcript.*', participants, tally });
    return turn === undefined ? [] : [{ place, ...turn }];
  });
}

function readSegments(list: unknown, participants: Participants, tally: FieldTally): Turn<Speaker>[] {
  return listAt(list, 'Segments').flatMap((entry, index) => {
    const place = `Segments.${index}`;
    const segment = objectAt(entry, place);
    tally.dropRest(segment, ['Transcript'], 'Segments.*.', NO_PLACE, SEGMENT_REASONS);
    if (isAbsent(segment['Transcript'])) return [];
    const at = `${place}.Transcript`;
    const turn = readTurn(objectAt(segment['Transcript'], at), {
      at,
      from: 'Segments.*.Transcript',
      participants,
      tally,
    });
    return turn === undefined ? [] : [{ place, ...turn }];
  });
}

/** Undefined when nothing was said. */
function readTurn(turn: JsonObject, context: TurnContext): Omit<Turn<Speaker>, 'place'> | undefined {
  const { at, from, tally } = context;
  const text = textAt(turn['Content'], `${at}.Content`);
  if (text.trim() === '') {
    tally.drop(from, 'nothing was said');
    return undefined;
  }
  const startMs = millisecondsAt(turn['BeginOffsetMillis'], `${at}.BeginOffsetMillis`);
  const endMs = endAfter(
    startMs,
    millisecondsAt(turn['EndOffsetMillis'], `${at}.EndOffsetMillis`),
    `${at}.EndOffsetMillis`,
  );
  tally.map(`${from}.Content`, 'utterances.*.text');
  tally.map(`${from}.BeginOffsetMillis`, 'utterances.*.startMs');
  tally.map(`${from}.EndOffsetMillis`, 'utterances.*.endMs');
  tally.dropRest(turn, READ, `${from}.`, NO_PLACE);
  const voice = readSpeaker(turn, context);
  return { voice, startMs, endMs, said: { text, ...readItems(turn, context), ...readSentiment(turn, context) } };
}

function readSpeaker(turn: JsonObject, { at, from, participants, tally }: TurnContext): Speaker {
  const { ParticipantRole: role, ParticipantId: id } = turn;
  tally.map(`${from}.${isAbsent(role) ? 'ParticipantId' : 'ParticipantRole'}`, SPEAKER);
  if (!isAbsent(role) && !isAbsent(id)) tally.drop(`${from}.ParticipantId`, 'the role tells who speaks');
  return participants.speakerOf({
    ...(isAbsent(role) ? {} : { role: textAt(role, `${at}.ParticipantRole`) }),
    ...(isAbsent(id) && !isAbsent(role) ? {} : { id: textAt(id, `${at}.ParticipantId`) }),
    place: at,
  });
}

function readItems(turn: JsonObject, { at, from, tally }: TurnContext): JsonObject {
  const punctuation = { from: `${from}.Items.* (punctuation)`, reason: 'it has no times; the text keeps it' };
  const format: WordFormat = {
    ...WORDS,
    from: `${from}.Items`,
    noWord: ({ Type: type }) => (type === 'punctuation' ? punctuation : undefined),
  };
  return readWords(turn['Items'], { place: `${at}.Items` }, format, tally);
}

function readSentiment(turn: JsonObject, { at, from, tally }: TurnContext): JsonObject {
  if (isAbsent(turn['Sentiment'])) return {};
  tally.map(`${from}.Sentiment`, 'utterances.*.vendorSentiment.label');
  return { vendorSentiment: { label: textAt(turn['Sentiment'], `${at}.Sentiment`) } };
}
