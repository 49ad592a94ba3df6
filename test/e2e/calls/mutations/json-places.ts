/** Names and indexes from the root of a document. */
export type Path = string[];

/** Every place of a parsed document, the root first. */
export function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name]))];
}

/** The places that a pattern such as `Transcript.*.Content` stands for, `*` being every entry of a list. */
export function placesOf(document: unknown, pattern: string): Path[] {
  let found: Path[] = [[]];
  for (const part of pattern === '' ? [] : pattern.split('.')) {
    found = found.flatMap((path) => {
      const value = valueAt(document, path);
      if (part === '*') return Array.isArray(value) ? value.map((_, index) => [...path, String(index)]) : [];
      return isContainer(value) && !Array.isArray(value) && Object.hasOwn(value, part) ? [[...path, part]] : [];
    });
  }
  return found;
}

export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, name) => (isContainer(value) ? value[name] : undefined), document);
}

/** A copy with another value at a place; `undefined` removes what is there. */
export function withValue(document: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  const copy = (Array.isArray(document) ? [...(document as unknown[])] : { ...(document as object) }) as Container;
  copy[name] = withValue(copy[name], rest, value);
  return copy;
}

export function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

type Container = Record<string, unknown>;
