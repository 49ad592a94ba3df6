import { CompleteCallDto, CreateCallDto } from './dto/create-call.dto';
import { AppendUtterancesDto } from './dto/utterance.dto';

type Examples<T> = Record<string, { summary: string; value: T }>;

const startedAt = '2026-03-01T09:30:00Z';

export const createExamples: Examples<CreateCallDto> = {
  live: {
    summary: 'A live call; its utterances follow',
    value: {
      agent: { externalId: 'agent-17', name: 'Maria Lopez' },
      customer: '+49 30 1234567',
      direction: 'inbound',
      startedAt,
      language: 'en-US',
      tags: ['renewal'],
    },
  },
  completed: {
    summary: 'A completed call with its transcript',
    value: {
      agent: { externalId: 'agent-17', name: 'Maria Lopez' },
      direction: 'outbound',
      startedAt,
      utterances: [
        { seq: 1, speaker: 'customer', startMs: 0, endMs: 2400, text: 'My card fell into the water.' },
        {
          seq: 2,
          speaker: 'agent',
          startMs: 2600,
          endMs: 5200,
          text: 'Not a problem, we will get that taken care of.',
        },
        { seq: 3, speaker: 'customer', startMs: 5400, endMs: 7200, text: 'That would be awesome. Thank you so much.' },
      ],
    },
  },
};

export const appendExamples: Examples<AppendUtterancesDto> = {
  one: {
    summary: 'One utterance',
    value: {
      utterances: [
        { seq: 1, speaker: 'customer', startMs: 0, endMs: 2400, text: 'I am trying to replace my lost card.' },
      ],
    },
  },
};

export const completeExamples: Examples<CompleteCallDto> = {
  now: { summary: 'The duration comes from the utterances', value: {} },
  ended: { summary: 'With the time of hanging up', value: { endedAt: '2026-03-01T09:36:12Z' } },
};
