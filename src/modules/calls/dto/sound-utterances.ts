import { speakers } from '../entities/utterance.entity';
import { MAX_CALL_MS, MAX_SEQ, MAX_TEXT_LENGTH, MAX_UTTERANCES_PER_CALL } from '../limits';
import type { UtteranceDto } from './utterance.dto';

type Field = 'seq' | 'speaker' | 'startMs' | 'endMs' | 'text';

/** What the rules of the simple fields of `UtteranceDto` surely allow: stricter than they are, never laxer. */
const isSound: Record<Field, (utterance: Record<string, unknown>) => boolean> = {
  seq: ({ seq }) => isWhole(seq, 1, MAX_SEQ),
  speaker: ({ speaker }) => (speakers as readonly unknown[]).includes(speaker),
  startMs: ({ startMs }) => isWhole(startMs, 0, MAX_CALL_MS),
  endMs: ({ startMs, endMs }) => isWhole(endMs, startMs as number, MAX_CALL_MS),
  text: ({ text }) => isPlainText(text),
};

/**
 * Whether the list is one that `CreateCallDto` takes, of utterances with just their five simple fields. It takes a
 * twentieth of the time of the validator, which knows what is wrong with the others.
 */
export function areSound(utterances: unknown): utterances is UtteranceDto[] {
  if (!Array.isArray(utterances) || utterances.length === 0 || utterances.length > MAX_UTTERANCES_PER_CALL)
    return false;
  return utterances.every((utterance: unknown) => {
    if (typeof utterance !== 'object' || utterance === null) return false;
    const fields = Object.keys(utterance);
    return fields.length === 5 && fields.every((field) => isSoundField(utterance as Record<string, unknown>, field));
  });
}

function isSoundField(utterance: Record<string, unknown>, field: string): boolean {
  return Object.hasOwn(isSound, field) && isSound[field as Field](utterance);
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** The validator's length leaves out marks of variation, so the first character must be none. */
function isPlainText(text: unknown): boolean {
  if (typeof text !== 'string' || text.length === 0 || text.length > MAX_TEXT_LENGTH) return false;
  return text.charCodeAt(0) < 0x300 && text.isWellFormed() && !text.includes('\0');
}
