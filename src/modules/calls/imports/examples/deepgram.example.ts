import { ImportExample } from './import-example';

export const deepgramExample: ImportExample = {
  summary: 'Deepgram',
  mediaTypes: ['application/json'],
  value: {
    metadata: { request_id: '3f2b7c1a-9d2b-4f4e-8a6b-7c8d019a5c7f', channels: 1, duration: 5.2 },
    results: {
      channels: [
        { alternatives: [{ transcript: 'Thank you for calling, how can I help you? I never got my refund.' }] },
      ],
      utterances: [
        { start: 0, end: 2.4, channel: 0, speaker: 0, transcript: 'Thank you for calling, how can I help you?' },
        { start: 2.6, end: 5.2, channel: 0, speaker: 1, transcript: 'I never got my refund.' },
      ],
    },
  },
};
