import { hash, randomBytes } from 'node:crypto';

/** A new key: `text` is shown to its owner once, `prefix` for good, and only `digest` proves it. */
export interface NewApiKey {
  text: string;
  /** The beginning of the text, by which people recognise the key. It is no part of the secret. */
  prefix: string;
  /** SHA-256, in base64. */
  digest: string;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(ALPHABET.length);
const LABEL = 'parley';
const MARK_BYTES = 6;
const MARK_LENGTH = 9;
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const SHAPE = new RegExp(`^${LABEL}_[0-9A-Za-z]{${MARK_LENGTH}}_[0-9A-Za-z]{${SECRET_LENGTH}}$`);
const LENGTH = LABEL.length + MARK_LENGTH + SECRET_LENGTH + 2;

/** A key of 256 random bits, such as parley_0aB3dE5fG_..., which can be told from other secrets wherever it leaks to. */
export function newApiKey(): NewApiKey {
  const prefix = `${LABEL}_${randomText(MARK_BYTES, MARK_LENGTH)}`;
  const text = `${prefix}_${randomText(SECRET_BYTES, SECRET_LENGTH)}`;
  return { text, prefix, digest: digestOf(text) };
}

/** Whether it can be a key at all, which nothing but letters, digits and underscores in their places can. */
export function looksLikeApiKey(value: unknown): value is string {
  return typeof value === 'string' && value.length === LENGTH && SHAPE.test(value);
}

/** What is kept of a key, in the database and in memory. A fast hash is right for a secret that nobody can guess. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'base64');
}

/** Base 62, filled up with zeros. */
function randomText(bytes: number, length: number): string {
  let number = BigInt(`0x${randomBytes(bytes).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= BASE) text = (ALPHABET[Number(number % BASE)] ?? '') + text;
  return text.padStart(length, '0');
}
