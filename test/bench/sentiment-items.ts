export type HumanLabel = 'neg' | 'neu' | 'pos';

export interface Item {
  text: string;
  label: HumanLabel;
  /** Number of the review, article or post that the text is from; its line where the file tells none. */
  source: number;
  /** Mean of human ratings, on any linear scale. */
  mean?: number;
}

/** What the caller did wrong, in one sentence. */
export class ItemError extends Error {}

/** Reads one item per line; blank lines are left out. Throws an `ItemError` naming the file and the line. */
export function parseItems(file: string, content: string): Item[] {
  const items: Item[] = [];
  content.split('\n').forEach((line, index) => {
    if (line.trim() !== '') items.push(parseItem(line, index + 1, `${file}, line ${index + 1}`));
  });
  if (items.length === 0) throw new ItemError(`${file} holds no utterances.`);
  return items;
}

function parseItem(line: string, number: number, where: string): Item {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ItemError(`${where} is not JSON.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ItemError(`${where} is not a JSON object.`);
  }
  const { id, text, label, mean } = value as Record<string, unknown>;
  if (typeof text !== 'string') throw new ItemError(`${where}: "text" must be a string.`);
  if (label !== 'neg' && label !== 'neu' && label !== 'pos') {
    throw new ItemError(`${where}: "label" must be "neg", "neu" or "pos".`);
  }
  const source = typeof id === 'string' && /^\d{1,9}(_|$)/.test(id) ? parseInt(id, 10) : number;
  if (mean === undefined || mean === null) return { text, label, source };
  if (typeof mean !== 'number' || !Number.isFinite(mean)) throw new ItemError(`${where}: "mean" must be a number.`);
  return { text, label, source, mean };
}
