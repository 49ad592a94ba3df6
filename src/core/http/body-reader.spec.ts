import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { AppError } from '../errors/app-error';
import { readBody } from './body-reader';

function request(headers: IncomingMessage['headers'] = {}): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  Object.assign(message.headers, headers);
  return message;
}

const arrive = (message: IncomingMessage, ...chunks: (Buffer | string)[]) => {
  chunks.forEach((chunk) => message.push(Buffer.from(chunk)));
  message.complete = true;
  message.push(null);
};
const codeOf = async (reading: Promise<Buffer>) =>
  reading.then(
    () => 'read',
    (error: AppError) => error.type.code,
  );

it('joins what arrives in parts', async () => {
  const message = request();
  const reading = readBody(message, 10, 1_000);
  arrive(message, 'ab', 'cd');
  expect((await reading).toString()).toBe('abcd');
});

it('gives up when the body does not arrive in time, and leaves no listener behind', async () => {
  const message = request();
  message.push('ab');
  expect(await codeOf(readBody(message, 10, 20))).toBe('request.timeout');
  expect(message.listenerCount('data') + message.listenerCount('end')).toBe(0);
});

it.each(['before', 'while'])('gives up when the client goes away %s it is read', async (when) => {
  const message = request();
  const reading = when === 'while' ? codeOf(readBody(message, 10, 1_000)) : undefined;
  message.destroy();
  await once(message, 'close');
  expect(await (reading ?? codeOf(readBody(message, 10, 1_000)))).toBe('request.malformed');
});

it('refuses what is cut off inside a compressed stream', async () => {
  const message = request({ 'content-encoding': 'gzip' });
  const reading = codeOf(readBody(message, 1_000, 1_000));
  arrive(message, gzipSync('hello world').subarray(0, 15));
  expect(await reading).toBe('request.malformed');
});

it('keeps nothing of what is over the limit', async () => {
  const message = request();
  const reading = codeOf(readBody(message, 10, 1_000));
  arrive(message, 'a'.repeat(11), 'b'.repeat(100));
  expect(await reading).toBe('request.too_large');
});
