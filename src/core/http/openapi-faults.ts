import { OpenAPIObject } from '@nestjs/swagger';
import {
  ParameterObject,
  ReferenceObject,
  RequestBodyObject,
  SchemaObject,
} from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { operationsOf } from './openapi';

type Schemas = Record<string, SchemaObject | ReferenceObject>;

/** What a reader of the document would miss: texts, permissions and examples to paste. Empty when nothing. */
export function openApiFaults(document: OpenAPIObject): string[] {
  const schemas: Schemas = document.components?.schemas ?? {};
  const ids = operationsOf(document).map(({ operation }) => operation.operationId);
  return operationsOf(document).flatMap(({ operation, path, method }) => {
    const faults: string[] = [];
    if (!operation.summary) faults.push('has no summary');
    // What post-processing adds is no description.
    if (/^(\*\*(Access|Rate limit)\*\*|$)/.test(operation.description ?? '')) faults.push('has no description');
    if (operation['x-permission'] === undefined) faults.push('does not tell who may use it');
    if (ids.filter((id) => id === operation.operationId).length > 1) faults.push('shares its operationId');
    for (const parameter of (operation.parameters ?? []) as ParameterObject[]) {
      if (!hasExample(parameter) && !hasExample(parameter.schema)) faults.push(`has no example for ${parameter.name}`);
    }
    faults.push(...bodyFaults(operation.requestBody as RequestBodyObject | undefined, schemas));
    return faults.map((fault) => `${method.toUpperCase()} ${path} ${fault}`);
  });
}

function bodyFaults(body: RequestBodyObject | undefined, schemas: Schemas): string[] {
  return Object.values(body?.content ?? {}).flatMap((media) => {
    if (media.example !== undefined || media.examples !== undefined) return [];
    return schemaFaults(media.schema, 'the body', schemas, new Set());
  });
}

/** Leaves must show an example; objects and lists may leave it to what they are made of. */
function schemaFaults(
  schema: SchemaObject | ReferenceObject | undefined,
  where: string,
  schemas: Schemas,
  seen: Set<string>,
): string[] {
  if (schema === undefined) return [`has no schema for ${where}`];
  if ('$ref' in schema) {
    if (seen.has(schema.$ref)) return [];
    seen.add(schema.$ref);
    return schemaFaults(schemas[schema.$ref.split('/').at(-1) ?? ''], where, schemas, seen);
  }
  if (hasExample(schema)) return [];
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  if (schema.items) parts.push(schema.items);
  const properties = Object.entries(schema.properties ?? {});
  if (parts.length === 0 && properties.length === 0) return [`has no example for ${where}`];
  return [
    ...parts.flatMap((part) => schemaFaults(part, where, schemas, seen)),
    ...properties.flatMap(([name, property]) => schemaFaults(property, `body field ${name}`, schemas, seen)),
  ];
}

function hasExample(holder: unknown): boolean {
  if (typeof holder !== 'object' || holder === null) return false;
  return ['example', 'examples', 'default'].some((key) => (holder as Record<string, unknown>)[key] !== undefined);
}
