/** What the probe routes answer: about 500 bytes of JSON, as a small record of an API has. */
export const PROBE_BODY = {
  id: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d',
  externalId: 'crm-2026-000123',
  status: 'completed',
  agent: { id: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8e', externalId: 'agent-17', name: 'Maria Lopez' },
  customer: '+49 30 1234567',
  direction: 'inbound',
  startedAt: '2026-03-01T09:30:00.000Z',
  endedAt: '2026-03-01T09:36:12.000Z',
  durationMs: 372_000,
  language: 'en-US',
  tags: ['billing'],
  sentiment: { overall: 0.2431, agent: 0.3102, customer: 0.1507, trend: 'improving' },
  source: 'api',
};
