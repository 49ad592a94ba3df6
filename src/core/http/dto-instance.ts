import { TransformationType } from 'class-transformer';
import { invalid } from '../errors/field-errors';
import { DtoClass, FieldShape, shapeOf } from './dto-shape';
import { tooLong } from './plain-list';

/** Unknown fields that are taken over, to be refused by name: no answer tells more of them. */
const UNKNOWN_FIELDS = 100;

type Plain = Record<string, unknown>;

/**
 * Makes an instance of a DTO class from parsed JSON, to be validated. It reads the decorators of class-transformer
 * (`@Type`, `@Transform`) but stands in for its function, which visits lists of any length and compares the fields of
 * an object each with each. Throws request.invalid at a list that is too long, before it looks at an element.
 */
export function toInstance<T extends object>(type: new () => T, plain: unknown): T {
  if (!isPlain(plain)) throw invalid([{ field: '', message: 'must be a JSON object' }]);
  return new Making().instanceOf(type, plain, '') as T;
}

class Making {
  private unknown = 0;

  instanceOf(type: DtoClass, plain: Plain, path: string): object {
    const shape = shapeOf(type);
    const instance = new type() as Plain;
    for (const name of Object.keys(plain)) {
      const field = shape.get(name);
      if (field === undefined) this.keepUnknown(name, plain, { path, instance });
      // Undefined is absent: a default stays.
      else if (plain[name] !== undefined) {
        instance[name] = transformed(field, this.valueOf(field, plain[name], at(path, name)), name, plain);
      }
    }
    return instance;
  }

  private keepUnknown(name: string, plain: Plain, { path, instance }: { path: string; instance: Plain }): void {
    // Validation would take it for a field that is known.
    if (name in Object.prototype) throw invalid([{ field: at(path, name), message: 'is not a known field' }]);
    this.unknown += 1;
    if (this.unknown <= UNKNOWN_FIELDS) instance[name] = plain[name];
  }

  private valueOf({ max, inner }: FieldShape, value: unknown, path: string): unknown {
    if (!Array.isArray(value)) {
      return inner !== undefined && isPlain(value) ? this.instanceOf(inner, value, path) : value;
    }
    if (value.length > max) throw invalid([{ field: path, message: tooLong(max) }]);
    if (inner === undefined) return value;
    // Validation would go into lists where objects belong, however long they are.
    if (max === Infinity) throw invalid([{ field: path, message: 'must be an object' }]);
    if (value.some(Array.isArray)) throw invalid([{ field: path, message: 'must be a list of objects' }]);
    return value.map((entry: unknown, index) =>
      isPlain(entry) ? this.instanceOf(inner, entry, `${path}.${index}`) : entry,
    );
  }
}

function transformed({ transforms }: FieldShape, value: unknown, key: string, obj: Plain): unknown {
  const context = { key, obj, type: TransformationType.PLAIN_TO_CLASS, options: {} };
  return transforms.reduce((changed, { transformFn }) => transformFn({ ...context, value: changed }) as unknown, value);
}

function at(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
