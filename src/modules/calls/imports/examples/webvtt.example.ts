import { ImportExample } from './import-example';

export const webvttExample: ImportExample = {
  summary: 'WebVTT',
  mediaTypes: ['text/vtt', 'text/plain'],
  value: `WEBVTT

00:00.000 --> 00:02.400
<v Agent>Thank you for calling, how can I help you?

00:02.600 --> 00:05.200
<v Customer>My card fell into the water.
`,
};
