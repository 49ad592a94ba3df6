import { ImportExample } from './import-example';

export const csvExample: ImportExample = {
  summary: 'CSV with a header',
  mediaTypes: ['text/csv'],
  value: `speaker,start_ms,end_ms,text
agent,0,2400,"Thank you for calling, how can I help you?"
customer,2600,5200,"The delivery is late, again!"
`,
};
