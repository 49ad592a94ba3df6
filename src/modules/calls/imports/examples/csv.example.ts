import { ImportExample } from './import-example';

export const csvExample: ImportExample = {
  summary: 'CSV',
  mediaTypes: ['text/csv'],
  value: [
    'speaker,start_ms,end_ms,text',
    'agent,0,2400,"Thank you for calling, what happened?"',
    'customer,2900,5100,My camera fell into the water.',
    '',
  ].join('\n'),
};
