import { CoreErrors } from '../errors/core-errors';
import { invalid } from '../errors/field-errors';

const MAX_DEPTH = 32;
/** They mean a prototype to code that copies objects; class-transformer would leave them out without a word. */
const PROTOTYPE_KEYS = ['__proto__', 'constructor'];

/**
 * Throws unless the payload is one plain JSON object: no array, text or binary data at the top, nothing binary inside,
 * nested at most 32 levels, and without the keys of prototypes.
 */
export function checkPayload(payload: unknown): asserts payload is object {
  if (!isPlainObject(payload)) throw wrong('', 'must be a JSON object');
  const pending: [value: object, depth: number][] = [[payload, 1]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, depth] = next;
    if (depth > MAX_DEPTH) throw CoreErrors.tooDeep.with(`The payload may be nested ${MAX_DEPTH} levels deep.`);
    for (const key of PROTOTYPE_KEYS) if (Object.hasOwn(value, key)) throw wrong(key, 'is not a known field');
    for (const child of Object.values(value) as unknown[]) {
      if (typeof child !== 'object' || child === null) continue;
      if (!Array.isArray(child) && !isPlainObject(child)) throw wrong('', 'must not hold binary data');
      pending.push([child, depth + 1]);
    }
  }
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function wrong(field: string, message: string) {
  return invalid([{ field, message }]);
}
