import { countWords } from '../../src/modules/calls/sentiment/characters';
import { cellOf, LENGTH_BOUNDS, STRENGTH_BOUNDS } from '../../src/modules/calls/sentiment/confidence';
import { SentimentLabel } from '../../src/modules/calls/sentiment/sentiment-analyzer';
import { agrees, Scored } from './sentiment-measures';

export type ConfidenceTable = Record<SentimentLabel, number[][]>;

/** A cell is drawn towards its label's overall agreement as if by this many more items. */
const PRIOR_ITEMS = 20;
const LABELS: SentimentLabel[] = ['negative', 'neutral', 'positive'];

/** Agreement per cell. Each set counts alike, whatever its size, so that the largest does not speak for all. */
export function fitConfidence(sets: Scored[][]): ConfidenceTable {
  const total = sets.reduce((sum, set) => sum + set.length, 0);
  const table = {} as ConfidenceTable;
  for (const label of LABELS) {
    const rows = label === 'neutral' ? 1 : STRENGTH_BOUNDS.length + 1;
    const cells = Array.from({ length: rows }, () =>
      Array.from({ length: LENGTH_BOUNDS.length + 1 }, () => ({ agreed: 0, seen: 0 })),
    );
    const overall = { agreed: 0, seen: 0 };
    for (const set of sets) {
      const weight = total / sets.length / set.length;
      for (const s of set) {
        if (s.sentiment.label !== label) continue;
        const { strength, length } = cellOf(label, s.sentiment.score, countWords(s.item.text));
        for (const sums of [overall, cells[strength]?.[length]]) {
          if (!sums) continue;
          sums.seen += weight;
          sums.agreed += agrees(s) ? weight : 0;
        }
      }
    }
    const prior = overall.seen > 0 ? overall.agreed / overall.seen : 0;
    table[label] = cells.map((row) =>
      row.map(({ agreed, seen }) => (agreed + PRIOR_ITEMS * prior) / (seen + PRIOR_ITEMS)),
    );
  }
  return table;
}

/** The same utterance with the confidence that a table gives it. */
export function withConfidenceOf(table: ConfidenceTable, { item, sentiment }: Scored): Scored {
  const { strength, length } = cellOf(sentiment.label, sentiment.score, countWords(item.text));
  return { item, sentiment: { ...sentiment, confidence: table[sentiment.label][strength]?.[length] ?? 0 } };
}

/** The source text of `confidence-table.ts`. */
export function renderConfidenceTable(table: ConfidenceTable): string {
  const rows = LABELS.map((label) => {
    const lines = table[label].map(
      (row) => `[${row.map((value) => String(Math.round(value * 1000) / 1000)).join(', ')}]`,
    );
    return lines.length === 1 ? `  ${label}: [${lines[0]}],` : `  ${label}: [\n    ${lines.join(',\n    ')},\n  ],`;
  });
  return `import { SentimentLabel } from './sentiment-analyzer';

/**
 * The share of utterances whose human label agrees with the analyser's, per label: rows by |score|, columns by words
 * (bounds in \`confidence.ts\`). Measured on the even-indexed items of the four human-rated sets of Hutto & Gilbert 2014
 * (tweets, Amazon reviews, New York Times, movie reviews; 20 raters an item; each set weighing alike); checked on the
 * odd-indexed ones. "Neutral" is low by nature: raters left few texts within 0.05 of zero.
 * Written by \`npm run bench:sentiment -- --fit\`; not to be edited by hand.
 */
export const CONFIDENCE_TABLE: Readonly<Record<SentimentLabel, readonly (readonly number[])[]>> = {
${rows.join('\n')}
};
`;
}
