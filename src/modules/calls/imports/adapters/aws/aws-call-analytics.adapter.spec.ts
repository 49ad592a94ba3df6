import { DocumentFault, GivenRoles } from '../../transcript-adapter';
import { awsCallAnalyticsAdapter } from './aws-call-analytics.adapter';

interface Utterance {
  speaker: string;
  startMs: number;
  text: string;
  words?: unknown[];
}

function adapt(document: object, roles: GivenRoles = {}) {
  const adapted = awsCallAnalyticsAdapter.adapt(document, roles);
  return { ...adapted, utterances: adapted.call['utterances'] as Utterance[] };
}

const turn = (role: string, content: string, start: number, more: object = {}) => ({
  ParticipantRole: role,
  Content: content,
  BeginOffsetMillis: start,
  EndOffsetMillis: start + 500,
  ...more,
});
const saidBy = (utterances: Utterance[]) => utterances.map(({ speaker, text }) => `${speaker}: ${text}`);
const faultOf = (document: object, roles: GivenRoles = {}) => {
  try {
    return adapt(document, roles);
  } catch (error) {
    return error as DocumentFault;
  }
};

describe('a finished analysis of AWS', () => {
  it('loses nothing of its items, its metadata and its participants silently', () => {
    const items = [
      {
        Type: 'pronunciation',
        Content: '[PII]',
        BeginOffsetMillis: 0,
        EndOffsetMillis: 90,
        Redaction: [{ Confidence: 1 }],
      },
      {
        Type: 'pronunciation',
        Content: 'damn',
        BeginOffsetMillis: 90,
        EndOffsetMillis: 99,
        VocabularyFilterMatch: true,
      },
      { Type: 'punctuation', Content: '.', Confidence: 0 },
    ];
    const { call, dropped } = adapt({
      JobName: 'job',
      CustomerMetadata: { ContactId: 'contact', InstanceId: 'instance', InputS3Uri: 's3://calls/1.wav' },
      Participants: [{ ParticipantId: 'a', ParticipantRole: 'AGENT' }],
      Transcript: [turn('AGENT', 'x', 0, { Items: items, ParticipantId: 'a' })],
    });
    expect(call['externalId']).toBe('job');
    expect(JSON.stringify(call)).not.toMatch('s3:');
    expect(Object.fromEntries(dropped.map(({ from, count }) => [from, count]))).toEqual({
      'Transcript.*.Items.*.Redaction': 1,
      'Transcript.*.Items.*.VocabularyFilterMatch': 1,
      'Transcript.*.Items.* (punctuation)': 1,
      'Transcript.*.ParticipantId': 1,
      Participants: 1,
      'CustomerMetadata.ContactId': 1,
      'CustomerMetadata.InstanceId': 1,
      'CustomerMetadata.InputS3Uri': 1,
    });
  });

  it('lets the agent that the caller names win, where its channels were the wrong way round', () => {
    const document = { Participants: [], Transcript: [turn('AGENT', 'My card.', 0), turn('CUSTOMER', 'Which?', 600)] };
    expect(saidBy(adapt(document).utterances)).toEqual(['agent: My card.', 'customer: Which?']);
    const { utterances, guessed } = adapt(document, { agentSpeaker: 'CUSTOMER' });
    expect(saidBy(utterances)).toEqual(['customer: My card.', 'agent: Which?']);
    expect(guessed).toEqual([]);
    expect(faultOf(document, { agentChannel: 1 })).toMatchObject({ place: 'agentChannel' });
  });

  it('is refused when it is of a chat, whose turns have no times within a call', () => {
    expect(faultOf({ Channel: 'CHAT', Participants: [], Transcript: [] })).toMatchObject({ place: 'Channel' });
  });

  it('names the place of a wrong word as the document counts it', () => {
    const items = [
      { Type: 'punctuation', Content: ',' },
      { Content: 'x', BeginOffsetMillis: 'a', EndOffsetMillis: 1 },
    ];
    const document = { Participants: [], Transcript: [turn('AGENT', 'x', 0, { Items: items })] };
    expect(faultOf(document)).toMatchObject({ place: 'Transcript.0.Items.1.BeginOffsetMillis' });
  });
});

describe('a real-time analysis of Contact Lens', () => {
  const document = {
    Channel: 'VOICE',
    ContactId: 'contact-1',
    LanguageCode: 'en-US',
    Segments: [
      { Utterance: { Id: 'u', PartialContent: 'Whi' } },
      { Transcript: turn('AGENT', 'Which one?', 900, { Id: '2', ParticipantId: 'AGENT', Sentiment: 'NEUTRAL' }) },
      { Transcript: turn('CUSTOMER', 'My card.', 100, { Id: '1', ParticipantId: 'CUSTOMER' }) },
      { Categories: { MatchedCategories: [] } },
    ],
  };

  it('is read in the order of the starts, without its partial turns', () => {
    const { call, utterances, places, dropped } = adapt(document);
    expect(saidBy(utterances)).toEqual(['customer: My card.', 'agent: Which one?']);
    expect(places).toEqual(['Segments.2', 'Segments.1']);
    expect(call).toMatchObject({ externalId: 'contact-1', language: 'en-US' });
    const kinds = dropped.map(({ from }) => from);
    expect(kinds).toEqual(expect.arrayContaining(['Segments.*.Utterance', 'Segments.*.Categories']));
  });

  it('is refused while there are more pages, which would be lost', () => {
    expect(faultOf({ ...document, NextToken: 'more' })).toMatchObject({ place: 'NextToken' });
    expect(faultOf({ ...document, NextToken: null })).toMatchObject({ places: ['Segments.2', 'Segments.1'] });
  });

  it('names the place of a fault', () => {
    const Segments = [{ Transcript: turn('AGENT', 'x', -1) }];
    expect(faultOf({ Segments })).toMatchObject({ place: 'Segments.0.Transcript.BeginOffsetMillis' });
  });
});
