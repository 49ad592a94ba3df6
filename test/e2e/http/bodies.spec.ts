import { Agent, request } from 'node:http';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { Body, Controller, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { FreeDocument, ReadsBody } from '../../../src/core/http/body.decorators';
import { ReceivedDocument } from '../../../src/core/http/document-body';
import { currentContext } from '../../../src/core/logging/request-context';
import { Sample, startSample } from './sample-app';
import { send, sendJson } from './raw-client';

class Item {
  @IsInt() startMs!: number;
}

class Note {
  @IsString() text!: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => Item)
  items?: Item[];
}

@Controller('notes')
class Notes {
  @Post() create(@Body() body: Note) {
    return { length: body.text.length, isNote: body instanceof Note, correlationId: currentContext()?.correlationId };
  }

  @Post('large') @ReadsBody({ limit: 5_000_000 }) large(@Body() body: Note) {
    return { length: body.text.length };
  }

  @Post('form') @ReadsBody({ limit: 300, form: { ignore: ['grant_type', 'scope'] } }) form(@Body() body: Note) {
    return body;
  }

  @Post('empty') @ReadsBody({ optional: true }) empty(@Body() body: Item) {
    return body;
  }

  @Post('free')
  @FreeDocument('other systems shape it', { limit: 300, textTypes: ['text/vtt', 'text/csv'] })
  free(@Body() { content, bytes, mediaType }: ReceivedDocument) {
    return { content, mediaType, sent: bytes.toString('hex') };
  }

  @Post('none') none() {
    return { taken: true };
  }
}

const PATH = '/api/v1/notes';
let sample: Sample;
beforeAll(async () => {
  sample = await startSample({ controllers: [Notes] });
});
afterEach(async () => {
  expect((await sendJson(sample.port, PATH, '{"text":"still here"}')).status).toBe(201);
});

/** A note whose JSON is exactly this many bytes long. */
const noteOf = (bytes: number) => `{"text":"${'a'.repeat(bytes - 11)}"}`;

describe('a JSON body', () => {
  it('reaches the handler as its DTO, inside the request context', async () => {
    const answer = await sendJson(sample.port, PATH, '{"text":"hi"}', { 'X-Correlation-Id': 'kept-12345' });
    expect(answer.status).toBe(201);
    expect(JSON.parse(answer.text)).toEqual({ length: 2, isNote: true, correlationId: 'kept-12345' });
  });

  it.each([
    ['a trailing comma', '{"text":"Xy",}', 'line 1, column 14: a name in double quotes is expected'],
    ['an unclosed object', '{"text":\n "Xy"', 'line 2, column 6: the text ends where a comma or } is expected'],
    ['a raw control character', '{"text":"a\nb"}', 'line 1, column 11: a string must not hold a raw control character'],
    ['more than one value', '{"text":"Xy"} x', 'line 1, column 15: nothing may follow the value'],
    ['a raw NUL', '{"text":"a\0b"}', 'a raw control character'],
  ])('with %s is refused, telling where', async (_, body, where) => {
    const { status, problem } = await sendJson(sample.port, PATH, body);
    expect([status, problem.code]).toEqual([400, 'request.malformed']);
    expect(problem.detail).toContain(where);
    expect(problem.detail).not.toContain('Xy');
  });

  it.each([
    ['a string', '"hi"'],
    ['a number', '7'],
    ['null', 'null'],
    ['an array', '[{"text":"hi"}]'],
  ])('that is %s is refused', async (_, body) => {
    const { status, problem } = await sendJson(sample.port, PATH, body);
    expect([status, problem.code, problem.detail]).toEqual([
      400,
      'request.malformed',
      'The body must be a JSON object.',
    ]);
  });

  it('of invalid UTF-8 is refused', async () => {
    const body = Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const { problem } = await sendJson(sample.port, PATH, body);
    expect([problem.status, problem.code, problem.detail]).toEqual([
      400,
      'request.malformed',
      'The body is not valid UTF-8.',
    ]);
  });

  it.each([
    ['a NUL', '{"text":"a\\u0000b"}', 'text', 'must not contain the NUL character'],
    ['half a character', '{"text":"x\\ud83d"}', 'text', 'must not contain half of a surrogate pair (broken Unicode)'],
    ['a deep NUL', '{"text":"x","items":[{"startMs":1},{"startMs":"\\u0000"}]}', 'items.1.startMs', 'NUL'],
    ['__proto__', '{"text":"x","__proto__":{"admin":true}}', '__proto__', 'is not a known field'],
    ['an escaped __proto__', '{"text":"x","\\u005f_proto__":{"admin":true}}', '__proto__', 'is not a known field'],
    ['constructor', '{"text":"x","items":[{"constructor":1}]}', 'items.0.constructor', 'is not a known field'],
  ])('with %s is refused, naming the field', async (_, body, field, message) => {
    const { problem } = await sendJson(sample.port, PATH, body);
    expect([problem.status, problem.code, problem.errors?.length]).toEqual([400, 'request.invalid', 1]);
    expect(problem.errors?.[0]?.field).toBe(field);
    expect(problem.errors?.[0]?.message).toContain(message);
  });

  it('with a whole escaped character is taken', async () => {
    expect((await sendJson(sample.port, PATH, '{"text":"\\ud83d\\ude00"}')).status).toBe(201);
  });

  it('tells every wrong field by its path, missing apart from wrong', async () => {
    const body = '{"txt":1,"items":[{"startMs":1},{"startMs":"secret"},{"x":1}]}';
    const { problem, text } = await sendJson(sample.port, PATH, body);
    expect(problem.errors).toEqual([
      { field: 'txt', message: 'is not a known field' },
      { field: 'text', message: 'is required' },
      { field: 'items.1.startMs', message: 'must be an integer number' },
      { field: 'items.2.x', message: 'is not a known field' },
      { field: 'items.2.startMs', message: 'is required' },
    ]);
    expect(text).not.toContain('secret');
  });

  it.each([
    ['a list', '{"text":"x","items":{"startMs":1}}', 'items', 'must be an array'],
    ['a list of objects', '{"text":"x","items":[1]}', 'items.0', 'must be an object'],
  ])('needs %s where one is declared', async (_, body, field, message) => {
    const { problem } = await sendJson(sample.port, PATH, body);
    expect(problem.errors?.[0]).toEqual({ field, message });
  });
});

describe('nesting', () => {
  const nested = (levels: number) => '{"text":' + '['.repeat(levels - 1) + ']'.repeat(levels - 1) + '}';

  it('of 32 levels passes the scan, one more does not', async () => {
    expect((await sendJson(sample.port, PATH, nested(32))).problem.code).toBe('request.invalid');
    expect((await sendJson(sample.port, PATH, nested(33))).problem.code).toBe('request.too_deep');
  });

  it.each(['[', '{"a":'])('of 45,000 times %s is refused at once', async (opening) => {
    const { problem } = await sendJson(sample.port, `${PATH}/large`, opening.repeat(45_000));
    expect([problem.status, problem.code]).toEqual([400, 'request.too_deep']);
  });

  it('does not count brackets inside strings', async () => {
    const body = JSON.stringify({ text: `${'['.repeat(100)}\\"${'{'.repeat(100)}` });
    expect((await sendJson(sample.port, PATH, body)).status).toBe(201);
  });
});

describe('size', () => {
  it.each([
    [PATH, 100_000],
    [`${PATH}/large`, 5_000_000],
  ])('of %s is taken up to %i bytes, and not one more', async (path, limit) => {
    expect((await sendJson(sample.port, path, noteOf(limit))).status).toBe(201);
    const { status, problem } = await sendJson(sample.port, path, noteOf(limit + 1));
    expect([status, problem.code]).toEqual([413, 'request.too_large']);
    expect(problem.detail).toContain(`At most ${limit} bytes`);
  });

  it('is counted as it arrives when no length is declared', async () => {
    const headers = { 'Transfer-Encoding': 'chunked' };
    expect((await sendJson(sample.port, PATH, noteOf(100_000), headers)).status).toBe(201);
    expect((await sendJson(sample.port, PATH, noteOf(100_001), headers)).problem.code).toBe('request.too_large');
  });

  it.each([
    ['gzip', (text: string) => gzipSync(text)],
    ['br', (text: string) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
  ])('is counted after decompression of %s', async (encoding, compress) => {
    const headers = { 'Content-Encoding': encoding };
    expect((await sendJson(sample.port, PATH, compress(noteOf(100_000)), headers)).status).toBe(201);
    const bomb = compress(noteOf(60_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().arrayBuffers;
    expect((await sendJson(sample.port, PATH, bomb, headers)).problem.code).toBe('request.too_large');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
  });

  it('far beyond the limit is answered without reading it', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '50000000000', Connection: 'keep-alive' };
    const { problem, headers: answered } = await send(sample.port, PATH, { method: 'POST', headers, body: '{' });
    expect([problem.code, answered.connection]).toEqual(['request.too_large', 'close']);
  });
});

describe('content type', () => {
  const typed = (type: string | undefined, path = PATH) =>
    send(sample.port, path, { method: 'POST', body: '{"text":"hi"}', headers: type ? { 'Content-Type': type } : {} });

  it.each([undefined, 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'garbage'])(
    '%s is refused',
    async (type) => {
      const { status, problem } = await typed(type);
      expect([status, problem.code]).toEqual([415, 'request.unsupported_media']);
      expect(problem.detail).toBe('Send the body as Content-Type: application/json.');
    },
  );

  it.each(['application/json; charset=utf-16', 'application/json; charset=latin1'])('%s is refused', async (type) => {
    expect((await typed(type)).problem.detail).toBe('Send the body in UTF-8.');
  });

  it.each(['application/json', 'Application/JSON; charset="UTF-8"', 'application/json;charset=utf8'])(
    '%s is taken',
    async (type) => {
      expect((await typed(type)).status).toBe(201);
    },
  );

  it('does not matter on a route that reads no body', async () => {
    expect((await typed('text/plain', `${PATH}/none`)).status).toBe(201);
  });

  it('with an unknown or wrong compression is refused', async () => {
    const unknown = await sendJson(sample.port, PATH, '{"text":"hi"}', { 'Content-Encoding': 'zstd' });
    expect([unknown.status, unknown.problem.code]).toEqual([415, 'request.unsupported_media']);
    const wrong = await sendJson(sample.port, PATH, '{"text":"hi"}', { 'Content-Encoding': 'gzip' });
    expect([wrong.status, wrong.problem.code]).toEqual([400, 'request.malformed']);
  });

  it('does not hold up the next request on its connection when it cannot be decompressed', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const post = (body: Buffer | string, headers = {}) =>
      new Promise<number | undefined>((resolve, reject) => {
        const all = { 'Content-Type': 'application/json', ...headers };
        const call = request(`${sample.url}${PATH}/large`, { agent, method: 'POST', headers: all }, (answer) => {
          answer.resume().once('end', () => resolve(answer.statusCode));
        });
        call.on('error', reject).end(body);
      });
    const started = performance.now();
    expect(await post(Buffer.alloc(4_000_000, 'not gzip'), { 'Content-Encoding': 'gzip' })).toBe(400);
    expect(await post('{"text":"hi"}')).toBe(201);
    expect(performance.now() - started).toBeLessThan(3_000);
    agent.destroy();
  });
});

describe('an empty body', () => {
  it.each<Record<string, string>>([
    {},
    { 'Content-Length': '0' },
    { 'Transfer-Encoding': 'chunked', 'Content-Type': 'application/json' },
  ])('is refused with %j', async (headers) => {
    const { problem } = await send(sample.port, PATH, { method: 'POST', headers });
    expect([problem.status, problem.detail]).toEqual([400, 'The body is empty, but a JSON object is needed.']);
  });

  it('counts as an empty object where the route says so', async () => {
    const { problem } = await send(sample.port, `${PATH}/empty`, { method: 'POST' });
    expect(problem.errors).toEqual([{ field: 'startMs', message: 'is required' }]);
  });
});

describe('a form', () => {
  const form = (body: string) =>
    send(sample.port, `${PATH}/form`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });

  it('is taken where the route says so, without the parameters to ignore', async () => {
    const { status, text } = await form('grant_type=password&text=a%20b+%C3%A9&scope=');
    expect([status, JSON.parse(text)]).toEqual([201, { text: 'a b é' }]);
  });

  it.each([
    ['text=1&text=2', 'request.invalid', 'text must be given only once.'],
    ['text=%ZZ', 'request.malformed', 'The form is not valid percent-encoded UTF-8.'],
    ['text=%00', 'request.invalid', 'text must not contain the NUL character.'],
    ['text=1&__proto__=2', 'request.invalid', '__proto__ is not a known field.'],
    ['text=1&other=2', 'request.invalid', 'other is not a known field.'],
    [Array.from({ length: 21 }, (_, i) => `a${i}=1`).join('&'), 'request.malformed', 'At most 20 form parameters'],
    [`text=${'a'.repeat(296)}`, 'request.too_large', 'At most 300 bytes'],
  ])('%s is refused', async (body, code, detail) => {
    const { problem } = await form(body);
    expect(problem.code).toBe(code);
    expect(problem.detail).toContain(detail);
  });

  it('leaves JSON to work on the same route', async () => {
    expect((await sendJson(sample.port, `${PATH}/form`, '{"text":"hi"}')).status).toBe(201);
  });
});

describe('a document of a foreign shape', () => {
  const sendAs = (type: string, body: string | Buffer, headers = {}) =>
    send(sample.port, `${PATH}/free`, { method: 'POST', body, headers: { 'Content-Type': type, ...headers } });
  const received = async (type: string, body: string | Buffer, headers = {}) => {
    const { status, text } = await sendAs(type, body, headers);
    expect([status, text]).toEqual([201, expect.any(String)]);
    return JSON.parse(text) as { content: unknown; mediaType: string; sent: string };
  };
  const hex = (text: string) => Buffer.from(text).toString('hex');

  it.each([
    ['application/json', '[1]', [1]],
    ['application/vcon+json', '{"any":{"thing":1}}', { any: { thing: 1 } }],
    ['Application/VCON+JSON; charset=utf-8', '{}', {}],
    ['text/vtt', 'WEBVTT\r\n\n\u00e9', 'WEBVTT\r\n\n\u00e9'],
    ['text/csv; header=present; charset="UTF-8"', 'a,b', 'a,b'],
    ['text/vtt', '{"text":"not parsed"}', '{"text":"not parsed"}'],
  ])('arrives parsed, beside its bytes: %s', async (type, body, content) => {
    const mediaType = type.split(';', 1)[0]?.toLowerCase();
    expect(await received(type, body)).toEqual({ content, mediaType, sent: hex(body) });
  });

  it.each([
    ['text/vtt', 'WEBVTT', 'WEBVTT'],
    ['application/json', '[1]', [1]],
  ])('loses its byte order mark where it is read, not where it is kept: %s', async (type, body, content) => {
    expect(await received(type, `\ufeff${body}`)).toMatchObject({ content, sent: hex(`\ufeff${body}`) });
  });

  it('arrives decompressed', async () => {
    const answer = await received('text/csv', gzipSync('a,b'), { 'Content-Encoding': 'gzip' });
    expect(answer).toMatchObject({ content: 'a,b', sent: hex('a,b') });
  });

  it.each<[string, string, string | Buffer, number, string, string]>([
    ['a broken character', 'text/vtt', Buffer.from([0x41, 0xff]), 400, 'request.malformed', 'not valid UTF-8'],
    ['half a character', 'text/vtt', Buffer.from([0xed, 0xa0, 0xbd]), 400, 'request.malformed', 'not valid UTF-8'],
    ['a NUL', 'text/csv', 'a\r\nb\rc\nd\0', 400, 'request.invalid', 'line 4 must not contain the NUL character.'],
    ['too many bytes', 'text/csv', 'a'.repeat(301), 413, 'request.too_large', 'At most 300 bytes'],
    [
      'an escaped NUL in JSON',
      'application/x+json',
      '["\\u0000"]',
      400,
      'request.invalid',
      '0 must not contain the NUL',
    ],
    ['another charset', 'text/csv; charset=latin1', 'a', 415, 'request.unsupported_media', 'in UTF-8'],
    ['a type with nothing before +json', 'application/+json', '[]', 415, 'request.unsupported_media', 'Send the body'],
  ])('with %s is refused', async (_, type, body, status, code, detail) => {
    const { problem } = await sendAs(type, body);
    expect([problem.status, problem.code]).toEqual([status, code]);
    expect(problem.detail).toContain(detail);
  });

  it.each(['text/plain', 'text/html', 'text/json', 'image/svg+xml', 'text/vtt+json', 'application/x+json+xml'])(
    'of the type %s is refused, naming those that are taken',
    async (type) => {
      const { problem } = await sendAs(type, '[]');
      expect([problem.status, problem.detail]).toEqual([
        415,
        'Send the body as Content-Type: application/json, application/*+json, text/vtt or text/csv.',
      ]);
    },
  );

  it.each(['text/vtt', 'application/vcon+json'])('is needed for a route of documents alone: %s', async (type) => {
    const headers = { 'Content-Type': type };
    const { problem } = await send(sample.port, PATH, { method: 'POST', body: '{"text":"hi"}', headers });
    expect([problem.status, problem.detail]).toEqual([415, 'Send the body as Content-Type: application/json.']);
  });

  it('is refused when there is none', async () => {
    const { problem } = await send(sample.port, `${PATH}/free`, { method: 'POST' });
    expect(problem.detail).toBe('The body is empty, but a document is needed.');
  });
});
