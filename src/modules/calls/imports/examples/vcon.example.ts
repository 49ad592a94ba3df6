import { ImportExample } from './import-example';

export const vconExample: ImportExample = {
  summary: 'vCon',
  mediaTypes: ['application/vcon', 'application/vcon+json'],
  value: {
    vcon: '0.0.2',
    uuid: '018f7a3e-2c11-8d3a-9b52-6c1f2a7d9e40',
    created_at: '2026-03-01T09:36:12Z',
    parties: [
      { name: 'Maria Lopez', role: 'agent' },
      { tel: '+49301234567', role: 'customer' },
    ],
    dialog: [
      {
        type: 'text',
        start: '2026-03-01T09:30:00Z',
        duration: 2.4,
        parties: [0, 1],
        originator: 0,
        mediatype: 'text/plain',
        encoding: 'none',
        body: 'Thank you for calling, how can I help you?',
      },
      {
        type: 'text',
        start: '2026-03-01T09:30:03Z',
        duration: 2,
        parties: [1, 0],
        originator: 1,
        mediatype: 'text/plain',
        encoding: 'none',
        body: 'I would like to cancel my order.',
      },
    ],
  },
};
