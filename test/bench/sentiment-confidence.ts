import { confidenceOf } from '../../src/modules/calls/sentiment/confidence';
import {
  CONFIDENCE_TRAITS,
  ConfidenceModel,
  ConfidenceTable,
  weightedSum,
} from '../../src/modules/calls/sentiment/confidence-model';
import { SentimentLabel } from '../../src/modules/calls/sentiment/sentiment-analyzer';
import { fitLine } from './logistic-regression';
import { agrees, Scored } from './sentiment-measures';

const LABELS: SentimentLabel[] = ['negative', 'neutral', 'positive'];
/** Keeps a weight that few texts speak for small. */
const RIDGE = 4;
/** Knots of each label's curve: so many groups of equally many texts. */
const KNOTS = 12;

/**
 * Texts of odd-numbered sources are for fitting, the others for checking. All sentences of one review or article share
 * a source, so none is checked by a table that has seen its neighbours.
 */
export function isForFitting({ item }: Scored): boolean {
  return item.source % 2 === 1;
}

/** What of each label's texts agreed, by their traits. Every text counts once. */
export function fitConfidence(scored: Scored[]): ConfidenceTable {
  const entries = LABELS.map((label) => [label, fitModel(scored.filter((s) => s.sentiment.label === label))]);
  return Object.fromEntries(entries) as Record<SentimentLabel, ConfidenceModel>;
}

function fitModel(scored: Scored[]): ConfidenceModel {
  const line = fitLine(
    scored.map(({ traits }) => traits),
    scored.map(agrees),
    RIDGE,
  );
  const model = { intercept: rounded(line.intercept), weights: line.weights.map(rounded) };
  return { ...model, knots: knotsOf(scored.map((s) => ({ sum: weightedSum(model, s.traits), agrees: agrees(s) }))) };
}

/** Mean sum and share of agreement in groups of rising sum; a group that agrees less than its lower ones joins them. */
function knotsOf(texts: { sum: number; agrees: boolean }[]): [number, number][] {
  const rising = [...texts].sort((a, b) => a.sum - b.sum);
  const groups: { sums: number[]; agreed: number; texts: number }[] = [];
  for (let i = 0; i < KNOTS; i++) {
    const members = rising.slice((i * rising.length) / KNOTS, ((i + 1) * rising.length) / KNOTS);
    if (members.length === 0) continue;
    const sum = members.reduce((total, member) => total + member.sum, 0) / members.length;
    groups.push({ sums: [sum], agreed: members.filter((member) => member.agrees).length, texts: members.length });
    mergeFalling(groups);
  }
  return groups.flatMap(({ sums, agreed, texts: seen }) => {
    const share = rounded((agreed + 0.5) / (seen + 1));
    return sums.map((sum): [number, number] => [rounded(sum), share]);
  });
}

function mergeFalling(groups: { sums: number[]; agreed: number; texts: number }[]): void {
  for (let last = groups.length - 1; last > 0; last--) {
    const [below, above] = [groups[last - 1]!, groups[last]!];
    if (below.agreed * above.texts <= above.agreed * below.texts) return;
    groups.splice(last - 1, 2, {
      sums: [...below.sums, ...above.sums],
      agreed: below.agreed + above.agreed,
      texts: below.texts + above.texts,
    });
  }
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000 + 0;
}

/** The same utterance with the confidence that a table gives it. */
export function withConfidenceOf(table: ConfidenceTable, scored: Scored): Scored {
  const { sentiment, traits } = scored;
  return { ...scored, sentiment: { ...sentiment, confidence: confidenceOf(sentiment.label, traits, table) } };
}

/** The source text of `confidence-table.ts`. */
export function renderConfidenceTable(table: ConfidenceTable): string {
  const models = LABELS.map((label) => {
    const { intercept, weights, knots } = table[label];
    return [
      `  ${label}: {`,
      `    intercept: ${intercept},`,
      '    weights: [',
      ...CONFIDENCE_TRAITS.map((trait, i) => `      ${weights[i]}, // ${trait}`),
      '    ],',
      '    knots: [',
      ...knots.map(([sum, share]) => `      [${sum}, ${share}],`),
      '    ],',
      '  },',
    ].join('\n');
  });
  return `import { ConfidenceTable } from './confidence-model';

/**
 * How often twenty people agreed with each label, by the traits of the text. Fitted on the texts of odd-numbered sources
 * in the four rated sets of Hutto & Gilbert 2014 (tweets, Amazon reviews, New York Times, movie reviews), every text
 * counting once: a logistic regression, then the shares measured along it. Checked on the other sources. "Neutral" is
 * low by nature: people leave few texts within 0.05 of zero.
 * Written by \`npm run bench:sentiment -- --fit\`; not to be edited by hand.
 */
export const CONFIDENCE_TABLE: ConfidenceTable = {
${models.join('\n')}
};
`;
}
