import { ImportExample } from './import-example';

export const assemblyAiExample: ImportExample = {
  summary: 'AssemblyAI',
  mediaTypes: ['application/json'],
  value: {
    id: '8b5cf7a0-3c5e-4a52-9a0e-2f0d6b7a1c11',
    status: 'completed',
    language_code: 'en_us',
    audio_url: 'https://example.com/call.mp3',
    utterances: [
      { speaker: 'A', start: 0, end: 2400, text: 'Thank you for calling, how can I help you?' },
      { speaker: 'B', start: 2600, end: 5200, text: 'I was charged twice.' },
    ],
  },
};
