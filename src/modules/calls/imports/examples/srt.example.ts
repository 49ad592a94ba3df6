import { ImportExample } from './import-example';

export const srtExample: ImportExample = {
  summary: 'SubRip',
  mediaTypes: ['application/x-subrip', 'text/srt'],
  value: `1
00:00:00,000 --> 00:00:02,400
Agent: Thank you for calling, how can I help you?

2
00:00:02,600 --> 00:00:05,200
Customer: I am trying to replace my lost card.
`,
};
