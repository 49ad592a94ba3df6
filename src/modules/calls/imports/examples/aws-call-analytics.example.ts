import { ImportExample } from './import-example';

export const awsCallAnalyticsExample: ImportExample = {
  summary: 'Amazon Transcribe Call Analytics',
  mediaTypes: ['application/json'],
  value: {
    JobName: 'card-replacement',
    JobStatus: 'COMPLETED',
    LanguageCode: 'en-US',
    Participants: [{ ParticipantRole: 'AGENT' }, { ParticipantRole: 'CUSTOMER' }],
    Transcript: [
      {
        ParticipantRole: 'AGENT',
        BeginOffsetMillis: 93740,
        EndOffsetMillis: 102640,
        Content: 'Would you like me to get another one sent to you?',
        Sentiment: 'NEUTRAL',
      },
      {
        ParticipantRole: 'CUSTOMER',
        BeginOffsetMillis: 103240,
        EndOffsetMillis: 105060,
        Content: 'That would be awesome. Thank you so much.',
        Sentiment: 'POSITIVE',
      },
    ],
  },
};
