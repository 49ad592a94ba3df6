import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiProperty, ApiTags, OpenAPIObject } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { Allow, Public } from '../../../src/core/access/decorators';
import { Config } from '../../../src/core/config/config';
import { CoreErrors } from '../../../src/core/errors/core-errors';
import { serveDocs } from '../../../src/core/http/docs';
import { openApiFaults } from '../../../src/core/http/openapi-faults';
import { Operation } from '../../../src/core/http/operation.decorator';
import { pageOf, PageQuery } from '../../../src/core/http/page-query.dto';
import { UuidParam } from '../../../src/core/http/uuid-param';
import { send } from './raw-client';
import { Sample, startSample } from './sample-app';

const URGENCIES = ['low', 'normal', 'high'];

class NoteDto {
  @ApiProperty({ example: 'Remember the milk' })
  @IsString()
  text!: string;

  @ApiProperty({ enum: URGENCIES, example: 'low' })
  @IsIn(URGENCIES)
  @IsOptional()
  urgency?: string;
}

class Unshown {
  @ApiProperty()
  @IsString()
  text!: string;
}

@ApiTags('notes')
@Controller('notes')
class NotesController {
  @Get()
  @Allow('calls.read')
  @Operation({
    summary: 'List notes',
    description: 'Newest first.',
    ok: pageOf(NoteDto),
    errors: [CoreErrors.badCursor],
  })
  list(@Query() _query: PageQuery) {}

  @Get(':id')
  @Public()
  @Operation({ summary: 'Read a note', description: 'One note.', ok: NoteDto, errors: [CoreErrors.notFound] })
  one(@UuidParam() _id: string) {}

  @Post()
  @Allow('analytics.export')
  @Operation({
    summary: 'Write a note',
    description: 'Keeps it.',
    status: 202,
    ok: NoteDto,
    errors: [CoreErrors.conflict],
  })
  create(@Body() _body: NoteDto) {}
}

@Controller('other')
class Undocumented {
  @Post() create(@Body() _body: Unshown) {}
}

const config = Config.from({});
let sample: Sample;
let document: OpenAPIObject;
beforeAll(async () => {
  sample = await startSample({ controllers: [NotesController], before: (app) => serveDocs(app, config) });
  document = JSON.parse((await send(sample.port, '/docs/openapi.json')).text) as OpenAPIObject;
});

it('serves Swagger UI under a policy of its own', async () => {
  const page = await send(sample.port, '/docs');
  expect(page.status).toBe(200);
  expect(page.text).toContain('swagger-ui-bundle.js');
  expect(page.headers['content-security-policy']).toContain("script-src 'self';");
  for (const file of [
    'swagger-ui-bundle.js',
    'swagger-ui-standalone-preset.js',
    'swagger-ui-init.js',
    'swagger-ui.css',
  ]) {
    expect((await send(sample.port, `/docs/${file}`)).status).toBe(200);
  }
  expect((await send(sample.port, '/docs/swagger-ui-init.js')).text).toContain('"persistAuthorization": true');
});

it('signs in by the password flow, a bearer token or an API key', () => {
  expect(document.components?.securitySchemes).toMatchObject({
    bearer: { type: 'http', scheme: 'bearer' },
    oauth2: { type: 'oauth2', flows: { password: { tokenUrl: '/api/v1/auth/login', scopes: {} } } },
  });
  expect(document.paths['/api/v1/notes']?.get?.security).toEqual([{ bearer: [] }, { oauth2: [] }, { apiKey: [] }]);
});

it('tells who may use an operation', () => {
  expect(document.paths['/api/v1/notes']?.post?.description).toBe(
    'Keeps it.\n\n**Access**: `analytics.export` (Export analytics), held by analyst, admin.\n\n' +
      '**Rate limit**: 6,000 requests a minute per user, API key or, without either, address (`default`).',
  );
  expect(document.paths['/api/v1/notes/{id}']?.get?.description).toContain('**Access**: anyone');
});

it('has one response per status, with every code that belongs to it', () => {
  const { list, one, create } = {
    list: document.paths['/api/v1/notes']?.get,
    one: document.paths['/api/v1/notes/{id}']?.get,
    create: document.paths['/api/v1/notes']?.post,
  };
  expect(Object.keys(list?.responses ?? {})).toEqual(['200', '400', '401', '403', '429', '503']);
  expect(Object.keys(one?.responses ?? {})).toEqual(['200', '400', '404', '429', '503']);
  const written = ['202', '400', '401', '403', '409', '413', '415', '429', '503'];
  expect(Object.keys(create?.responses ?? {})).toEqual(written);
  const bad = list?.responses['400'] as { description: string; content: Record<string, { examples: object }> };
  expect(bad.description).toContain('`paging.bad_cursor`');
  expect(Object.keys(bad.content['application/problem+json']?.examples ?? {})).toEqual([
    'paging.bad_cursor',
    'request.invalid',
  ]);
});

it('describes a page by its items', () => {
  expect(document.components?.schemas?.['NotePage']).toMatchObject({
    properties: { items: { type: 'array', items: { $ref: '#/components/schemas/NoteDto' } }, totalIsCapped: {} },
  });
});

it('sorts the words of a list, and leaves the list of the code in its own order', () => {
  expect(document.components?.schemas?.['NoteDto']).toMatchObject({
    properties: { urgency: { enum: ['high', 'low', 'normal'] } },
  });
  expect(URGENCIES).toEqual(['low', 'normal', 'high']);
});

it('answers with the status it documents', async () => {
  const created = await send(sample.port, '/api/v1/notes', {
    method: 'POST',
    body: '{"text":"x"}',
    headers: { 'Content-Type': 'application/json' },
  });
  expect(created.status).toBe(202);
});

it('is found complete, and what is missing elsewhere is named', async () => {
  expect(openApiFaults(document)).toEqual([]);
  const other = await startSample({ controllers: [Undocumented], before: (app) => serveDocs(app, config) });
  const bare = JSON.parse((await send(other.port, '/docs/openapi.json')).text) as OpenAPIObject;
  expect(openApiFaults(bare)).toEqual([
    'POST /api/v1/other has no summary',
    'POST /api/v1/other has no description',
    'POST /api/v1/other does not tell who may use it',
    'POST /api/v1/other has no example for body field text',
  ]);
});

it('is not served where the configuration says no', async () => {
  const closed = await startSample({
    controllers: [NotesController],
    before: (app) => serveDocs(app, Config.from({ DOCS_ENABLED: 'false' })),
  });
  expect((await send(closed.port, '/docs')).status).toBe(404);
  expect((await send(closed.port, '/docs/openapi.json')).status).toBe(404);
});
