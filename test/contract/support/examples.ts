import { OpenAPIObject } from '@nestjs/swagger';
import {
  ExampleObject,
  MediaTypeObject,
  ParameterObject,
  ReferenceObject,
  RequestBodyObject,
  ResponseObject,
  ResponsesObject,
  SchemaObject,
} from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { operationsOf } from '../../../src/core/http/openapi';

/** One request, as "Try it out" in the docs would send it. */
export interface ExampleRequest {
  /** Of the operation, and of the example where it has a name. */
  name: string;
  method: string;
  /** With placeholders: `/api/v1/calls/{id}`. */
  path: string;
  parameters: Record<string, unknown>;
  query: Record<string, string>;
  body?: { contentType: string; value: unknown };
  permission: string;
  /** Documented statuses. */
  statuses: number[];
  operationId: string;
  /** Where the answer leads: parameters of other operations and where in the answer they stand. */
  links: { operationId: string; parameters: Record<string, string> }[];
}

/** What must come before what: making things, then filling them, reading them, ending them and removing them. */
const ORDER = [
  /^post \S+\/register$/,
  /^post \S+\/refresh$/,
  /^post (?!\S*\/(change-password|logout|logout-all)$)[^{]*$/,
  /^post (?!\S*\/(complete|cancel|change-password|logout|logout-all|swap-speakers)$)/,
  /^(get|head|put|patch) /,
  /^post /,
  /^delete /,
];

/** Every example of the document, in an order in which each finds what it needs. */
export function exampleRequests(document: OpenAPIObject): ExampleRequest[] {
  const rank = ({ method, path }: ExampleRequest) => ORDER.findIndex((step) => step.test(`${method} ${path}`));
  const requests = operationsOf(document).flatMap(({ operation, path, method }) => {
    const parameters = (operation.parameters ?? []) as ParameterObject[];
    const valuesIn = (place: string) =>
      parameters
        .filter((parameter) => parameter.in === place)
        .map((one) => [one.name, exampleOf(one, document)] as const);
    const bodies = bodiesOf(operation.requestBody as RequestBodyObject | undefined, document);
    return bodies.map(({ name, body }) => ({
      name: `${method.toUpperCase()} ${path}${name}`,
      method,
      path,
      parameters: Object.fromEntries(valuesIn('path')),
      query: Object.fromEntries(
        valuesIn('query')
          // The docs leave an empty field out.
          .filter(([, value]) => value !== undefined && value !== '')
          .map(([key, value]) => [key, String(value)]),
      ),
      body,
      permission: operation['x-permission'] ?? '',
      statuses: Object.keys(operation.responses).map(Number),
      operationId: operation.operationId ?? '',
      links: linksOf(operation.responses),
    }));
  });
  return requests.sort((a, b) => rank(a) - rank(b));
}

function linksOf(responses: ResponsesObject): ExampleRequest['links'] {
  const links = Object.values(responses).flatMap((response) => Object.values((response as ResponseObject).links ?? {}));
  return links as ExampleRequest['links'];
}

/** What the links of a request's answer tell of the parameters of other operations, by operation. */
export function followLinks({ links }: ExampleRequest, answer: unknown): [string, Record<string, unknown>][] {
  const valueAt = (expression: string) =>
    expression
      .replace('$response.body#/', '')
      .split('/')
      .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], answer);
  return links.map(({ operationId, parameters }) => [
    operationId,
    Object.fromEntries(Object.entries(parameters).map(([name, expression]) => [name, valueAt(expression)])),
  ]);
}

/** The address of a request; `ids` are those of things made before, by the collection they are in. */
export function addressOf({ path, parameters, query }: ExampleRequest, ids: Record<string, string> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const collection = path.slice(0, path.indexOf(`/${placeholder}`));
    return encodeURIComponent(ids[collection] ?? String(parameters[name]));
  });
  return `${filled}?${new URLSearchParams(query).toString()}`.replace(/\?$/, '');
}

export function encodeBody({ contentType, value }: { contentType: string; value: unknown }): string {
  if (/^application\/((.*\+)?json|vcon)$/.test(contentType)) return JSON.stringify(value);
  if (typeof value === 'string') return value;
  return new URLSearchParams(value as Record<string, string>).toString();
}

function bodiesOf(body: RequestBodyObject | undefined, document: OpenAPIObject) {
  if (body === undefined) return [{ name: '', body: undefined }];
  return Object.entries(body.content).flatMap(([contentType, media]) =>
    valuesOf(media, document).map(([name, value]) => ({
      name: ` (${[contentType, name].filter(Boolean).join(', ')})`,
      body: { contentType, value },
    })),
  );
}

function valuesOf(media: MediaTypeObject, document: OpenAPIObject): [string, unknown][] {
  if (media.examples === undefined) return [['', media.example ?? composed(media.schema, document)]];
  return Object.entries(media.examples).map(([name, example]) => [name, (example as ExampleObject).value]);
}

function exampleOf(parameter: ParameterObject, document: OpenAPIObject): unknown {
  const [named] = Object.values(parameter.examples ?? {}) as ExampleObject[];
  return parameter.example ?? named?.value ?? composed(parameter.schema, document);
}

/** The example of a schema, or one made of the examples of its parts. */
function composed(schema: SchemaObject | ReferenceObject | undefined, document: OpenAPIObject): unknown {
  if (schema === undefined) return undefined;
  if ('$ref' in schema) return composed(document.components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''], document);
  const given: unknown = schema.example ?? schema.default;
  if (given !== undefined) return given;
  if (schema.allOf) return composed(schema.allOf[0], document);
  if (schema.type === 'array') return [composed(schema.items, document)];
  if (schema.properties === undefined) return undefined;
  const parts = Object.entries(schema.properties).map(([name, part]) => [name, composed(part, document)]);
  return Object.fromEntries(parts) as object;
}
