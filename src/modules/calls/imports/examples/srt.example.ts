import { ImportExample } from './import-example';

export const srtExample: ImportExample = {
  summary: 'SubRip',
  mediaTypes: ['application/x-subrip', 'text/srt'],
  value: [
    '1',
    '00:00:00,000 --> 00:00:02,400',
    'Agent: Thank you for calling, what can I do?',
    '',
    '2',
    '00:00:02,900 --> 00:00:05,100',
    'Customer: My phone fell into the water.',
    '',
  ].join('\n'),
};
