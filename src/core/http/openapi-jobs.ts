import { ApiExtension, OpenAPIObject } from '@nestjs/swagger';
import {
  ReferenceObject,
  RequestBodyObject,
  SchemaObject,
} from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { rolePermissions, roles } from '../access/permissions';
import { JobDefinition } from '../queues/job-type';
import { JobTypes } from '../queues/job-types';
import { DocumentedOperation } from './openapi-errors';

/** Marks, in the raw document, the route whose body is one order of each type of job. */
const ORDERS_JOBS = 'x-orders-jobs';

type Schemas = Record<string, SchemaObject | ReferenceObject>;

/** For the route that takes orders of jobs: its body is documented as a union over the types. */
export function OrdersJobs(): MethodDecorator {
  return ApiExtension(ORDERS_JOBS, true);
}

/** Classes of the payloads and results of every type, for the document to describe. */
export function jobModels(types: JobTypes): (new () => object)[] {
  return [...new Set(types.all.flatMap(({ payload, result }) => [payload, result]))];
}

/** Writes the body of an operation that orders jobs: a variant for each type that can be ordered, told apart by `type`. */
export function documentJobOrders(operation: DocumentedOperation, types: JobTypes, document: OpenAPIObject): void {
  const marked = operation as DocumentedOperation & { [ORDERS_JOBS]?: boolean };
  if (!marked[ORDERS_JOBS]) return;
  delete marked[ORDERS_JOBS];
  const schemas: Schemas = document.components?.schemas ?? {};
  const body = operation.requestBody as RequestBodyObject;
  const [media] = Object.values(body.content);
  const order = resolved(media?.schema, schemas);
  const orderable = types.all.filter(({ orderable }) => orderable).sort(byReach);
  if (media === undefined || order === undefined || orderable.length === 0) return;
  for (const definition of orderable) schemas[variantName(definition)] = variantOf(definition, order);
  media.schema = {
    oneOf: orderable.map((definition) => ({ $ref: variantReference(definition) })),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(orderable.map((definition) => [definition.type, variantReference(definition)])),
    },
  };
  media.examples = Object.fromEntries(
    orderable.map(({ type, title, example }) => [type, { summary: title, value: { type, payload: example } }]),
  );
}

/** Tells what jobs can answer as their result, of which there is one class for each type. */
export function documentJobResults(types: JobTypes, document: OpenAPIObject): void {
  const job = document.components?.schemas?.['JobDto'] as SchemaObject | undefined;
  const result = job?.properties?.['result'] as SchemaObject | undefined;
  const names = [...new Set(types.all.map(({ result: { name } }) => name))].sort();
  if (result === undefined || names.length === 0) return;
  delete result.type;
  delete result.additionalProperties;
  result.anyOf = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
}

/** An order of one type, with the fields that orders of all types share. */
function variantOf({ type, title, permission, payload }: JobDefinition, order: SchemaObject): SchemaObject {
  return {
    ...order,
    description: `${title}. Needs the permission \`${permission}\`.`,
    properties: {
      ...order.properties,
      type: { type: 'string', enum: [type], example: type },
      payload: { $ref: `#/components/schemas/${payload.name}` },
    },
  };
}

function variantReference(definition: JobDefinition): string {
  return `#/components/schemas/${variantName(definition)}`;
}

/** `calls.cleanup` is ordered by a `CallsCleanupOrder`. */
function variantName({ type }: JobDefinition): string {
  const words = type.split(/[._-]/).map((word) => word.replace(/^./, (first) => first.toUpperCase()));
  return `${words.join('')}Order`;
}

function resolved(schema: SchemaObject | ReferenceObject | undefined, schemas: Schemas): SchemaObject | undefined {
  if (schema === undefined || !('$ref' in schema)) return schema;
  return schemas[schema.$ref.split('/').at(-1) ?? ''] as SchemaObject | undefined;
}

/** What most may order comes first, so that the first example is one for everybody. */
function byReach(a: JobDefinition, b: JobDefinition): number {
  return holders(b) - holders(a) || (a.type < b.type ? -1 : 1);
}

function holders({ permission }: JobDefinition): number {
  return roles.filter((role) => rolePermissions[role].has(permission)).length;
}
