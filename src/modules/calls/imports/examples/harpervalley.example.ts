import { ImportExample } from './import-example';

export const harperValleyExample: ImportExample = {
  summary: 'HarperValleyBank corpus',
  mediaTypes: ['application/json'],
  value: [
    {
      channel_index: 1,
      speaker_role: 'agent',
      offset_ms: 900,
      duration_ms: 2700,
      start_timestamp_ms: 1772357400900,
      human_transcript: 'hello this is harper valley national bank',
    },
    {
      channel_index: 0,
      speaker_role: 'caller',
      offset_ms: 4200,
      duration_ms: 1900,
      start_timestamp_ms: 1772357404200,
      human_transcript: 'i would like to order a new credit card',
    },
  ],
};
