import { ImportExample } from './import-example';

export const parleyExample: ImportExample = {
  summary: 'Parley',
  mediaTypes: ['application/json'],
  value: {
    externalId: 'parley-import-1',
    startedAt: '2026-03-01T09:30:00Z',
    utterances: [{ seq: 1, speaker: 'customer', startMs: 0, endMs: 2400, text: 'My card fell into the water.' }],
  },
};
