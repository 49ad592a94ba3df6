const SENTENCES = [
  'Thank you for calling, how can I help you today?',
  'I was charged twice for the same plan and I am really disappointed.',
  'I am sorry about that, let me look into your account right away.',
  'The new price is great, but the installation was a terrible experience.',
  'I understand, we will refund the second payment within three days.',
  'That is wonderful, thanks a lot for your help.',
];

export interface BenchUtterance {
  seq: number;
  speaker: 'agent' | 'customer';
  startMs: number;
  endMs: number;
  text: string;
}

/** Utterances `first`, `first + 1`, ... of a call: about twelve words each, the speakers in turn. */
export function utterances(first: number, count: number): BenchUtterance[] {
  return Array.from({ length: count }, (_, index) => {
    const seq = first + index;
    const startMs = (seq * 4_000) % 80_000_000;
    const text = SENTENCES[seq % SENTENCES.length] ?? '';
    return { seq, speaker: seq % 2 === 0 ? 'customer' : 'agent', startMs, endMs: startMs + 3_500, text };
  });
}
