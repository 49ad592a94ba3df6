import fc, { Arbitrary } from 'fast-check';
import { ReferenceObject, SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { hostileText, hostileValue } from './hostile';

export type Schemas = Record<string, SchemaObject | ReferenceObject>;

const MOST_ITEMS = 4;

/** Values that fit a schema, or nearly: its bounds are hit, and now and then missed. */
export function fitting(schema: SchemaObject | ReferenceObject | undefined, schemas: Schemas): Arbitrary<unknown> {
  return fc.oneof({ weight: 30, arbitrary: exactly(schema, schemas) }, { weight: 1, arbitrary: hostileValue });
}

function exactly(schema: SchemaObject | ReferenceObject | undefined, schemas: Schemas): Arbitrary<unknown> {
  if (schema === undefined) return hostileValue;
  if ('$ref' in schema) return exactly(schemas[schema.$ref.split('/').at(-1) ?? ''], schemas);
  const shown = schema.example === undefined ? [] : [fc.constant<unknown>(schema.example)];
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((part) => fitting(part, schemas)));
  if (schema.allOf) return exactly(schema.allOf[0], schemas);
  if (schema.enum) return fc.constantFrom<unknown>(...(schema.enum as unknown[]));
  if (schema.type === 'object') return anObject(schema, schemas);
  if (schema.type === 'array') {
    return fc.array(fitting(schema.items, schemas), { minLength: schema.minItems ?? 0, maxLength: MOST_ITEMS });
  }
  if (schema.type === 'boolean') return fc.boolean();
  const isNumber = schema.type === 'integer' || schema.type === 'number';
  return fc.oneof(...shown, isNumber ? aNumber(schema) : aText(schema));
}

function anObject(schema: SchemaObject, schemas: Schemas): Arbitrary<unknown> {
  if (schema.properties === undefined) return fc.dictionary(hostileText, hostileValue, { maxKeys: 3 });
  const fields = Object.entries(schema.properties).map(([name, part]) => [name, fitting(part, schemas)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
}

function aNumber({ minimum = -(2 ** 31), maximum = 2 ** 31 }: SchemaObject): Arbitrary<number> {
  const edges = fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1);
  const ordinary = fc.integer({ min: Math.ceil(minimum), max: Math.floor(Math.min(maximum, minimum + 10_000)) });
  return fc.oneof({ weight: 8, arbitrary: ordinary }, { weight: 1, arbitrary: edges });
}

function aText({ minLength = 0, maxLength = 300, format }: SchemaObject): Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const edges = fc.constantFrom(minLength, maxLength, maxLength + 1).map((length) => 'a'.repeat(length));
  const ordinary = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) });
  return fc.oneof(
    { weight: 6, arbitrary: ordinary },
    { weight: 1, arbitrary: edges },
    { weight: 2, arbitrary: hostileText },
  );
}
