import { UtteranceDto } from '../../src/modules/calls/dto/utterance.dto';

const SENTENCES = [
  'Thank you for calling, how can I help you?',
  'My card fell into the water and I am really worried.',
  'Not a problem, we will get that taken care of.',
  'That would be awesome. Thank you so much.',
  'This is terrible, I have been waiting for three weeks!',
  'I understand, let me check the order.',
];

/** An utterance with that seq; the same seq always gives the same content. */
export function utterance(seq: number, changes: Partial<UtteranceDto> = {}): UtteranceDto {
  return {
    seq,
    speaker: seq % 2 === 0 ? 'agent' : 'customer',
    startMs: seq * 1_000,
    endMs: seq * 1_000 + 800,
    text: `${SENTENCES[seq % SENTENCES.length]} (${seq})`,
    ...changes,
  };
}

/** Utterances with the seqs first, first + 1, ... last. */
export function utterances(first: number, last: number): UtteranceDto[] {
  return Array.from({ length: last - first + 1 }, (_, index) => utterance(first + index));
}
