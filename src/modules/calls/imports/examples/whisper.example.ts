import { ImportExample } from './import-example';

export const whisperExample: ImportExample = {
  summary: 'Whisper with speakers',
  mediaTypes: ['application/json'],
  value: {
    task: 'transcribe',
    language: 'english',
    duration: 5.2,
    text: 'Thank you for calling, how can I help you? The app does not open.',
    segments: [
      { id: 0, start: 0, end: 2.4, speaker: 'SPEAKER_00', text: ' Thank you for calling, how can I help you?' },
      { id: 1, start: 2.6, end: 5.2, speaker: 'SPEAKER_01', text: ' The app does not open.' },
    ],
  },
};
