import { INestApplication } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ResponseObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { Permission, permissions, rolePermissions, roles } from '../access/permissions';
import { buildInfo } from '../health/build-info';
import { JobTypes } from '../queues/job-types';
import { REPLAY_HEADER } from './idempotency/client-key';
import { IDEMPOTENT } from './idempotency/idempotent.decorator';
import { DocumentedOperation, documentErrors } from './openapi-errors';
import { documentJobOrders, documentJobResults, jobModels } from './openapi-jobs';
import { documentLimits, limitHeaderComponents } from './openapi-limits';
import { BODY_CONTENT } from './operation.decorator';
import { ProblemDto } from './problem.dto';

const API_KEY_SCHEME = 'apiKey';
const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const;

const DESCRIPTION = `Conversation intelligence: calls in, live sentiment and exact metrics out.

**Signing in.** Press *Authorize* and give a user name and password, or send the access token of \`POST /api/v1/auth/login\`
as \`Authorization: Bearer ...\`. Programs send an API key, made by \`POST /api/v1/auth/api-keys\`, as \`X-API-Key\` instead; never
both. Each operation tells the permission it needs and the roles that hold it.

**Lists** take \`limit\` (1 to 200) with \`cursor\`, or \`offset\` up to 10,000, and answer \`items\`, \`nextCursor\`, \`total\` and
\`totalIsCapped\`: totals are exact up to 10,000. Send \`nextCursor\` as \`cursor\`, with the same filters, for the next page.

**Errors** are \`application/problem+json\` (RFC 9457) with a stable \`code\`, the \`correlationId\` of the request and, for input that
is not valid, \`errors\`: one entry per wrong field. Unknown fields are an error. \`X-Correlation-Id\` is taken over when you send one.

**Repeating.** Requests that create take an \`Idempotency-Key\`: sent again with the same key and content, also to another instance
or after a crash, they create nothing more and answer what they answered first, with \`Idempotency-Replay: true\`.

**Rate limits** are told by each operation that has one. \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` (seconds) stand
on every limited answer, for the tightest limit; a 429 tells in \`Retry-After\` when the same request passes. What was used
flows back steadily. The rates are those of an installation that does not change them.

**Times** are ISO 8601 in UTC, ids are UUIDs, JSON is camelCase. Bodies are JSON in UTF-8, at most 100 kB unless said otherwise.`;

/** The OpenAPI document of the application, in an order that does not depend on how it was put together. */
export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const frame = new DocumentBuilder()
    .setTitle('Parley')
    .setVersion(buildInfo.version)
    .setDescription(DESCRIPTION)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token.' })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key.' }, API_KEY_SCHEME)
    .addOAuth2({ type: 'oauth2', flows: { password: { tokenUrl: '/api/v1/auth/login', scopes: {} } } })
    .build();
  const jobTypes = app.get(JobTypes);
  const document = SwaggerModule.createDocument(app, frame, {
    extraModels: [ProblemDto, ...jobModels(jobTypes)],
    operationIdFactory: (controller, method) =>
      controller.replace(/Controller$/, '').replace(/^./, (first) => first.toLowerCase()) +
      method.replace(/^./, (first) => first.toUpperCase()),
  });
  for (const { operation, path } of operationsOf(document)) {
    describeAccess(operation);
    describeBody(operation);
    documentJobOrders(operation, jobTypes, document);
    describeReplay(operation);
    documentErrors(operation, path);
    documentLimits(operation);
  }
  documentJobResults(jobTypes, document);
  return inOrder(document);
}

/** Every operation of a document with where it stands. */
export function operationsOf(
  document: OpenAPIObject,
): { operation: DocumentedOperation; path: string; method: string }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ operation, path, method }];
    }),
  );
}

function describeAccess(operation: DocumentedOperation): void {
  const permission = operation['x-permission'];
  if (permission === undefined) return;
  const sessionOnly = operation['x-session-only'] === true;
  const text = sessionOnly ? `${accessText(permission)} Not with an API key.` : accessText(permission);
  operation.description = `${operation.description ?? ''}\n\n${text}`.trim();
  // Added here, not by a decorator: only here it is known whether there was a @SessionOnly beside the @Allow.
  if (permission !== 'public' && !sessionOnly) operation.security?.push({ [API_KEY_SCHEME]: [] });
}

function describeBody(operation: DocumentedOperation): void {
  const content = operation[BODY_CONTENT];
  if (content === undefined) return;
  operation.requestBody = { required: true, content };
  delete operation[BODY_CONTENT];
}

/** Called while the responses are still those of success alone. */
function describeReplay(operation: DocumentedOperation): void {
  if (!operation[IDEMPOTENT]) return;
  const header = {
    description: '`true` when this is the answer to the first request with this `Idempotency-Key`.',
    schema: { type: 'string' as const, enum: ['true'], example: 'true' },
  };
  for (const response of Object.values(operation.responses) as ResponseObject[]) {
    response.headers = { ...response.headers, [REPLAY_HEADER]: header };
  }
}

function accessText(permission: string): string {
  if (permission === 'public') return '**Access**: anyone, without signing in.';
  const holders = roles.filter((role) => rolePermissions[role].has(permission as Permission));
  return `**Access**: \`${permission}\` (${permissions[permission as Permission]}), held by ${holders.join(', ')}.`;
}

function inOrder(document: OpenAPIObject): OpenAPIObject {
  const tags = [...new Set(operationsOf(document).flatMap(({ operation }) => operation.tags ?? []))].sort();
  for (const { operation } of operationsOf(document)) operation.responses = sortKeys(operation.responses);
  sortEnums(document);
  return {
    ...document,
    tags: tags.map((name) => ({ name })),
    paths: sortKeys(document.paths),
    components: {
      ...document.components,
      headers: limitHeaderComponents(),
      schemas: sortKeys(document.components?.schemas ?? {}),
    },
  };
}

/** The compiler gives the members of a union in the order in which it first met their words anywhere. */
function sortEnums(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    // The list may be the one that the code itself goes by, so it stays as it is.
    if (key === 'enum' && Array.isArray(value)) (node as { enum: unknown[] }).enum = value.toSorted();
    else sortEnums(value);
  }
}

function sortKeys<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
