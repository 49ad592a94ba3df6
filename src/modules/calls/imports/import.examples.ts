/** Small documents that import as they stand. */
export const importExamples = {
  'aws-call-analytics': {
    summary: 'Amazon Transcribe Call Analytics',
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
  },
  parley: {
    summary: 'Parley',
    value: {
      externalId: 'parley-import-1',
      startedAt: '2026-03-01T09:30:00Z',
      utterances: [{ seq: 1, speaker: 'customer', startMs: 0, endMs: 2400, text: 'My card fell into the water.' }],
    },
  },
};
