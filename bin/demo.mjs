#!/usr/bin/env node
// Plays a real call as a live one and shows each utterance as it is scored: npm run demo -- [--speed 20] [--url URL]
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { io } from 'socket.io-client';

const FIXTURES = new URL('../test/fixtures/calls/aws-call-analytics/', import.meta.url);
const DOCUMENTS = ['example-call.json', 'contact-lens-sample.json'];
const PLAYED = 'example-call.json';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: process.env.PARLEY_URL ?? `http://localhost:${process.env.PORT ?? 3000}` },
    speed: { type: 'string', default: '20' },
    username: { type: 'string', default: process.env.PARLEY_USERNAME },
    password: { type: 'string', default: process.env.PARLEY_PASSWORD },
  },
});
const api = `${options.url}/api/v1`;
const colour = process.stdout.isTTY ? (code, text) => `\u001b[${code}m${text}\u001b[0m` : (_code, text) => text;

/** A failure that people can mend: its message says how. */
class DemoError extends Error {}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof DemoError ? error.message : error);
    process.exit(1);
  },
);

async function main() {
  const speed = Number(options.speed);
  if (!(speed > 0 && speed <= 1000)) throw new DemoError('--speed must be a number above 0, at most 1000.');
  const token = await signIn();
  console.log('\nReal calls come in:');
  for (const name of DOCUMENTS) await importDocument(token, name);
  await playLive(token, speed);
}

async function signIn() {
  const account = { username: options.username, password: options.password };
  if (!account.username) {
    Object.assign(account, {
      username: `demo-${randomBytes(4).toString('hex')}`,
      password: randomBytes(12).toString('hex'),
    });
    await register(account);
  }
  const { access_token: token } = await call('POST', '/auth/login', undefined, account);
  console.log(`Signed in as ${account.username} at ${options.url}`);
  return token;
}

async function register(account) {
  try {
    await call('POST', '/auth/register', undefined, { ...account, email: `${account.username}@example.com` });
  } catch (error) {
    if (error.code !== 'auth.registration_closed') throw error;
    throw new DemoError('Registration is closed: give --username and --password of an account that may write calls.');
  }
}

async function importDocument(token, name) {
  const document = await fixture(name);
  const query = new URLSearchParams({
    externalId: `demo-${name}`,
    agentExternalId: 'demo-agent',
    agentName: 'Demo Agent',
  });
  const { call: stored, created, format, dropped } = await call('POST', `/calls/import?${query}`, token, document);
  const seconds = (stored.durationMs / 1000).toFixed(0);
  const state = created ? 'imported' : 'known already';
  console.log(
    `  ${name}: ${state} as ${format}, ${stored.lastPosition} utterances, ${seconds} s, ` +
      `sentiment ${show(stored.sentiment.overall)} (${stored.sentiment.trend}), ${dropped.length} kinds of fields dropped`,
  );
}

async function playLive(token, speed) {
  const { Transcript: turns } = await fixture(PLAYED);
  const live = await call('POST', '/calls', token, {
    agent: { externalId: 'demo-agent' },
    direction: 'inbound',
    language: 'en-US',
    tags: ['demo'],
  });
  const socket = await follow(token, live.id);
  const ended = new Promise((resolve) => socket.once('call_completed', resolve));
  console.log(`\n${PLAYED} as a live call at ${speed}x, id ${live.id}:\n`);
  console.log('     #  speaker   score              conf.  trend      what was said');
  socket.on('sentiment_update', printPoint);
  await send(live.id, token, turns, speed);
  await call('POST', `/calls/${live.id}/complete`, token, {});
  const { sentiment, durationMs } = await within(10_000, ended, 'call_completed did not arrive');
  socket.disconnect();
  console.log(
    `\nCompleted after ${(durationMs / 1000).toFixed(1)} s of talk: overall ${show(sentiment.overall)}, ` +
      `agent ${show(sentiment.agent)}, customer ${show(sentiment.customer)}, ${sentiment.trend}.`,
  );
  console.log(`Read it again: GET ${api}/calls/${live.id}/transcript?include=evidence`);
}

/** Each turn is sent when it has ended, as a transcriber would. */
async function send(callId, token, turns, speed) {
  const start = performance.now();
  for (const [index, turn] of turns.entries()) {
    await sleep(turn.EndOffsetMillis / speed - (performance.now() - start));
    const utterance = {
      seq: index + 1,
      speaker: turn.ParticipantRole.toLowerCase(),
      startMs: turn.BeginOffsetMillis,
      endMs: turn.EndOffsetMillis,
      text: turn.Content,
    };
    await call('POST', `/calls/${callId}/utterances`, token, { utterances: [utterance] });
  }
}

async function follow(token, callId) {
  const socket = io(`${options.url}/calls`, { auth: { token } });
  await within(
    10_000,
    new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => reject(new DemoError(`The socket was refused: ${error.message}.`)));
    }),
    'the socket did not connect',
  );
  const ack = await socket.timeout(10_000).emitWithAck('subscribe', { callId });
  if (!ack.ok) throw new DemoError(`The call cannot be followed: ${ack.error.message}`);
  return socket;
}

function printPoint({ position, speaker, sentimentScore, confidence, trend, keywords, text, rolling }) {
  const marked = markKeywords(text, keywords);
  const own = rolling[speaker];
  console.log(
    `${String(position).padStart(7)}  ${speaker.padEnd(8)}  ${bar(sentimentScore)} ${show(sentimentScore)}  ` +
      `${confidence.toFixed(2)}   ${trend.padEnd(9)}  ${marked}${keywords.length > 0 ? `  [${keywords.join(', ')}]` : ''}` +
      `${own === undefined || own === null ? '' : colour(2, `  rolling ${show(own)}`)}`,
  );
}

/** A bar of eleven cells around zero. */
function bar(score) {
  const cells = Array.from({ length: 11 }, () => '·');
  const reach = Math.round(score * 5);
  for (let cell = Math.min(5, 5 + reach); cell <= Math.max(5, 5 + reach); cell += 1)
    cells[cell] = reach === 0 ? '|' : '█';
  return colour(score > 0.05 ? 32 : score < -0.05 ? 31 : 90, cells.join(''));
}

function markKeywords(text, keywords) {
  const words = new Set(keywords);
  const marked = text
    .split(' ')
    .map((word) => (words.has(word.toLowerCase().replace(/[^\p{L}\p{N}']/gu, '')) ? colour(1, word) : word));
  return marked.join(' ');
}

function show(score) {
  return score === null ? 'unknown' : `${score < 0 ? '-' : '+'}${Math.abs(score).toFixed(2)}`;
}

async function call(method, path, token, body) {
  const response = await fetch(api + path, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new DemoError(`Nothing answers at ${options.url}: start Parley with npm start, or give --url.`);
  });
  const answer = await response.json();
  if (response.ok) return answer;
  throw Object.assign(new DemoError(`${method} ${path} was refused: ${answer.detail} (${answer.code})`), {
    code: answer.code,
  });
}

async function fixture(name) {
  return JSON.parse(await readFile(new URL(name, FIXTURES), 'utf8'));
}

function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}

function within(milliseconds, promise, message) {
  const late = sleep(milliseconds).then(() => {
    throw new DemoError(`Gave up: ${message} within ${milliseconds / 1000} s.`);
  });
  return Promise.race([promise, late]);
}
