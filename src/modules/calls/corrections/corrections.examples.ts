import { CorrectCallDto, CorrectUtteranceDto, ExpectedVersionDto } from './dto/correction.dto';

type Examples<T> = Record<string, { summary: string; value: T }>;

// Sent one after the other to one call, each finds the version it expects.
export const correctDetailsExamples: Examples<CorrectCallDto> = {
  tags: {
    summary: 'Other tags, and no customer',
    value: { expectedVersion: 1, tags: ['billing', 'callback'], customer: null },
  },
};

export const correctTextExamples: Examples<CorrectUtteranceDto> = {
  text: {
    summary: 'What was really said',
    value: { expectedVersion: 2, text: 'I am trying to replace my lost credit card.' },
  },
};

export const swapExamples: Examples<ExpectedVersionDto> = {
  mixed: { summary: 'The channels were mixed up', value: { expectedVersion: 3 } },
};
