import { CoreErrors } from '../errors/core-errors';
import { invalid } from '../errors/field-errors';

const MAX_DEPTH = 32;

/**
 * Throws unless the payload is one plain JSON object: no array, text or binary data at the top, nothing binary inside,
 * nested at most 32 levels, and no key `__proto__`, which would replace a prototype when the object is copied.
 */
export function checkPayload(payload: unknown): asserts payload is object {
  if (!isPlainObject(payload)) throw wrong('', 'must be a JSON object');
  const pending: [value: object, depth: number][] = [[payload, 1]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, depth] = next;
    if (depth > MAX_DEPTH) throw CoreErrors.tooDeep.with(`The payload may be nested ${MAX_DEPTH} levels deep.`);
    if (Object.hasOwn(value, '__proto__')) throw wrong('__proto__', 'is not a known field');
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
