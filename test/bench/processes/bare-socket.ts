import { createServer, IncomingMessage } from 'node:http';
import { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { answerAsks, cpuMicroseconds } from '../support/asks';

/**
 * What the live stream is compared with: the same socket.io with the same options, which on a POST sends an event of the
 * same size to a room. It checks nothing, scores nothing and stores nothing.
 */
const ROOM = 'call';
let position = 0;

const http = createServer((request, response) => {
  void read(request).then((body) => {
    const { utterances } = JSON.parse(body) as { utterances: { seq: number; speaker: string; text: string }[] };
    for (const { seq, speaker, text } of utterances) {
      position += 1;
      calls.to(ROOM).emit('sentiment_update', {
        ...{ callId: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', epoch: 1, position, seq },
        ...{ timestamp: new Date().toISOString(), speaker, text, sentimentScore: 0.3612, confidence: 0.7043 },
        ...{ trend: 'improving', keywords: ['plan', 'price'], rolling: { agent: 0.2431, customer: 0.1507 } },
      });
    }
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ accepted: utterances.length, duplicates: 0, lastPosition: position }));
  });
});

const io = new Server(http, {
  maxHttpBufferSize: 100_000,
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
});
const calls = io.of('/calls');
calls.on('connection', (socket) => {
  socket.on('subscribe', (_request: unknown, ack: (answer: unknown) => void) => {
    void socket.join(ROOM);
    ack({ ok: true, data: { lastPosition: position } });
  });
});

http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo;
  answerAsks({ address: () => ({ url: `http://127.0.0.1:${port}` }), cpu: cpuMicroseconds });
});

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += String(chunk);
  return body;
}
