import { setTimeout as sleep } from 'node:timers/promises';
import { Api, signIn } from './support/api';
import { BenchProcess } from './support/bench-process';
import { BenchResult, spreadText } from './support/report';
import { roundedSpread, Spread, spread } from './support/statistics';
import { Workbench } from './support/workbench';
import type { Load, LoadResult } from './processes/http-load';

const TARGET = 1.9;
const CONNECTIONS = 16;

interface Subject {
  name: string;
  server: BenchProcess;
  url: string;
  headers: Record<string, string>;
}

interface Measured {
  name: string;
  cpu: Spread;
  ratio: Spread;
}

/** Processor time of one authenticated GET through the whole stack, against a bare Nest + Express handler. */
export async function benchHttp(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  const bare = await bench.start('bare-http');
  const parley = await bench.start('parley', { environment: bench.environment, logFile: bench.logFile('http') });
  const load = await bench.start('http-load');
  const subjects = await prepareSubjects(bare, parley);
  const [rounds, requests] = thorough ? [15, 5_000] : [7, 2_000];
  const cpu = subjects.map((): number[] => []);
  for (let round = -2; round < rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      const used = await microsecondsPerRequest(subject, load, requests);
      if (round >= 0) cpu[index]?.push(used);
    }
  }
  await Promise.all([bare, parley, load].map((started) => started.stop()));
  return toResult(
    subjects.map(({ name }, index) => {
      const own = cpu[index] ?? [];
      // Neighbours on the machine slow down a whole round, so each figure is compared with the bare one of its round.
      return { name, cpu: spread(own), ratio: spread(own.map((used, round) => used / (cpu[0]?.[round] ?? NaN))) };
    }),
  );
}

async function prepareSubjects(bare: BenchProcess, parley: BenchProcess): Promise<Subject[]> {
  const bareUrl = (await bare.ask<{ url: string }>('address')).url;
  const { url } = await parley.ask<{ url: string }>('address');
  const api = await signIn(url, 'admin', 'bench-password');
  const callId = await fillCalls(api);
  const headers = { authorization: `Bearer ${api.token}` };
  const on = (name: string, path: string, more = {}): Subject => ({
    name,
    server: parley,
    url: `${url}/api/v1/${path}`,
    headers: { ...headers, ...more },
  });
  return [
    { name: 'bare Nest + Express', server: bare, url: bareUrl, headers: {} },
    on('the whole stack', 'probe'),
    on('  asked to compress', 'probe', { 'accept-encoding': 'gzip, deflate' }),
    on('GET /auth/me', 'auth/me'),
    on('GET /calls/:id', `calls/${callId}`),
    on('GET /calls?limit=50', 'calls?limit=50'),
  ];
}

/** Makes a page of calls; answers the id of one. */
async function fillCalls(api: Api): Promise<string> {
  let callId = '';
  for (let number = 1; number <= 60; number += 1) {
    const agent = { externalId: `agent-${number % 5}`, name: 'Maria Lopez' };
    const call = { externalId: `bench-${number}`, agent, customer: '+49 30 1234567', direction: 'inbound' };
    callId = (await api.post<{ id: string }>('calls', { ...call, tags: ['billing'] })).id;
  }
  return callId;
}

async function microsecondsPerRequest({ name, server, url, headers }: Subject, load: BenchProcess, requests: number) {
  const before = await server.ask<number>('cpu');
  const order: Load = { url, headers, requests, connections: CONNECTIONS };
  const { failed, body } = await load.ask<LoadResult>('run', order);
  await sleep(20);
  const after = await server.ask<number>('cpu');
  if (failed > 0) throw new Error(`${name}: ${failed} of ${requests} requests failed: ${body}`);
  return (after - before) / requests;
}

function toResult(measured: Measured[]): BenchResult {
  const whole = measured[1]?.ratio.median ?? NaN;
  return {
    bench: 'http',
    table: [
      ['server CPU per GET', 'microseconds', 'ratio to bare'],
      ...measured.map(({ name, cpu, ratio }) => [name, spreadText(cpu, 0), spreadText(ratio)]),
    ],
    targets: [{ name: 'CPU of the whole stack against bare Nest + Express', value: whole, atMost: TARGET }],
    figures: {
      subjects: measured.map(({ name, cpu, ratio }) => ({
        name: name.trim(),
        cpuMicroseconds: roundedSpread(cpu, 0),
        ratio: roundedSpread(ratio),
      })),
    },
    broken: [],
  };
}
