import { once } from 'node:events';
import { connect } from 'node:net';
import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import { IsString } from 'class-validator';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { Request } from 'express';
import { ReadsBodyItself } from '../../../src/core/http/body.decorators';
import { StreamedBody } from '../../../src/core/http/streamed-body';
import { exchange, send } from './raw-client';
import { Sample, startSample } from './sample-app';

class Note {
  @IsString() text!: string;
}

@Controller('notes')
class Notes {
  @Get() list() {
    return { ok: true };
  }

  @Post() create(@Body() body: Note) {
    return body;
  }

  @Post('long')
  @ReadsBodyItself('it takes long')
  async long(@Req() request: Request) {
    let bytes = 0;
    const body = new StreamedBody(request, { limit: 100, pace: { windowMs: 400, bytes: 2 } });
    for await (const chunk of body.chunks()) bytes += chunk.length;
    return { bytes };
  }
}

const HEAD = 'GET /api/v1/notes HTTP/1.1\r\nHost: localhost\r\n';
let sample: Sample;
beforeAll(async () => {
  const limits = {
    headersTimeout: 300,
    requestTimeout: 600,
    silenceTimeout: 900,
    checkInterval: 50,
    keepAliveTimeout: 200,
  };
  sample = await startSample({ controllers: [Notes], limits });
});
afterEach(async () => {
  expect((await send(sample.port, '/api/v1/notes')).status).toBe(200);
});

it('is answered and cut off when the head does not end', async () => {
  const { text, ms } = await exchange(sample.port, `${HEAD}X-Slow: 1\r\n`);
  expect(text).toMatch(/^HTTP\/1.1 408 .*"code":"request.timeout"/s);
  expect(ms).toBeGreaterThanOrEqual(290);
  expect(ms).toBeLessThan(800);
});

it('is cut off when the body does not end', async () => {
  const head =
    'POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{';
  const { text, ms } = await exchange(sample.port, head);
  expect(text).toMatch(/^HTTP\/1.1 408 /);
  expect(ms).toBeLessThan(1_200);
});

describe('a body that a route reads at the pace of its sender', () => {
  const LONG = 'POST /api/v1/notes/long HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\nConnection: close\r\n\r\n';
  const dripping = (bytes: number): Promise<string> =>
    new Promise((resolve, reject) => {
      let text = '';
      const socket = connect(sample.port, '127.0.0.1', () => socket.write(LONG));
      let sent = 0;
      const timer = setInterval(() => (sent++ < bytes ? socket.write('x') : clearInterval(timer)), 100);
      socket.on('data', (chunk) => (text += chunk.toString())).on('error', reject);
      socket.on('close', () => {
        clearInterval(timer);
        resolve(text);
      });
    });

  it('may take longer than other requests', async () => {
    expect(await dripping(12)).toMatch(/^HTTP\/1.1 201 .*{"bytes":12}$/s);
  });

  it('is refused when it stops coming', async () => {
    expect(await dripping(8)).toMatch(/^HTTP\/1.1 408 .*less than 5 bytes a second/s);
  });
});

it('is cut off when it never says anything, also where heads may take long', async () => {
  const patient = await startSample({ controllers: [Notes], limits: { silenceTimeout: 400 } });
  const { text, ms } = await exchange(patient.port, '');
  expect(text).toBe('');
  expect(ms).toBeGreaterThanOrEqual(390);
  expect(ms).toBeLessThan(1_500);
});

it('is let go when it stays idle after an answer', async () => {
  const { text, ms } = await exchange(sample.port, `${HEAD}\r\n`);
  expect(text).toContain('{"ok":true}');
  expect(text).toContain('Keep-Alive: timeout=');
  // Node keeps a connection one more second than it tells the client.
  expect(ms).toBeLessThan(2_000);
});

it('of another protocol gets a problem document', async () => {
  const { text } = await exchange(sample.port, 'SSH-2.0-OpenSSH_9.2\r\n\r\n');
  expect(text).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  expect(text).toContain('Content-Type: application/problem+json');
  expect(text).toContain('"code":"request.malformed"');
});

it('that pipelines garbage after a request gets its answer, and then is cut off', async () => {
  const { text } = await exchange(sample.port, `${HEAD}\r\n${HEAD}\r\n\0\x01garbage\r\n\r\n`);
  expect(text.match(/HTTP\/1.1 \d+/g)?.at(-1)).toBe('HTTP/1.1 400');
  expect(text).not.toContain('HTTP/1.1 500');
});

it('with a token of a megabyte gets 431', async () => {
  const { text } = await exchange(sample.port, `${HEAD}Authorization: Bearer ${'a'.repeat(1_000_000)}\r\n\r\n`);
  expect(text).toMatch(/^HTTP\/1.1 431 .*"code":"request.headers_too_large"/s);
});

it('without a host gets 421', async () => {
  const { text } = await exchange(sample.port, 'GET /api/v1/notes HTTP/1.0\r\n\r\n');
  expect(text).toMatch(/^HTTP\/1.1 421 .*"code":"request.wrong_host"/s);
});

it.each(['GET /api/v1/notes\0 HTTP/1.1', 'GET /api/v1/no tes HTTP/1.1', 'FROB /api/v1/notes HTTP/1.1'])(
  'with the request line %j gets 400',
  async (line) => {
    expect((await exchange(sample.port, `${line}\r\nHost: localhost\r\n\r\n`)).text).toMatch(/^HTTP\/1.1 400 /);
  },
);

it('that goes away in the middle of a body leaves a line behind, and nothing else', async () => {
  const socket = connect(sample.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    'POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\nX-Correlation-Id: went-away-1\r\nExpect: 100-continue\r\n' +
      'Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
  );
  // "100 Continue" says that the request has reached the application.
  await once(socket, 'data');
  socket.destroy();
  const line = await sample.logger.next(
    ({ message, correlationId }) => message === 'request' && correlationId === 'went-away-1',
  );
  expect(line).toMatchObject({ route: '/api/v1/notes', aborted: true });
});

it('is left alone once it has become a websocket', async () => {
  const sockets = new Server(sample.server, { pingInterval: 60_000, transports: ['websocket'] });
  sockets.on('connection', (socket) => socket.on('ask', (answer: (text: string) => void) => answer('here')));
  const client = io(sample.url, { transports: ['websocket'], reconnection: false });
  try {
    await new Promise((resolve, reject) =>
      client.once('connect', () => resolve(undefined)).once('connect_error', reject),
    );
    // A silent connection that began later is cut off: the timeout of the websocket would have passed as well.
    await exchange(sample.port, '');
    expect(await client.timeout(1_000).emitWithAck('ask')).toBe('here');
  } finally {
    client.disconnect();
    sockets.engine.close();
  }
});
