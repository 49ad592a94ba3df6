import { once } from 'node:events';
import { Server } from 'node:http';
import { AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { INestApplication } from '@nestjs/common';
import { Config } from '../config/config';
import { Lifecycle } from './lifecycle';

const SWEEP_MS = 100;

/** Opens the port of an initialised application; answers its address for people, e.g. http://127.0.0.1:3000. */
export async function openApplication(app: INestApplication): Promise<string> {
  const { host, port } = app.get(Config);
  const server = app.getHttpServer() as Server;
  server.listen(port, host);
  await once(server, 'listening');
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${(server.address() as AddressInfo).port}`;
}

/**
 * Takes an application out of service: first it is unready, then, after DRAIN_DELAY_MS in which balancers notice and in which the jobs
 * that run end or are handed back, it stops listening. Requests in flight finish; then Redis and the database are let go by Nest's own hooks.
 */
export async function closeApplication(app: INestApplication): Promise<void> {
  const drained = app.get(Lifecycle).drain();
  await sleep(app.get(Config).get('DRAIN_DELAY_MS'));
  await drained;
  const server = app.getHttpServer() as Server;
  // A connection that is kept alive becomes idle only after its last answer, so one sweep is not enough.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}

/**
 * Rejects as listening would, on a port that is taken or an address of another machine: asked before anything is started or made that would have to be
 * undone.
 */
export async function refuseTakenPort(config: Config): Promise<void> {
  const trial = createServer();
  trial.listen(config.port, config.host);
  await once(trial, 'listening');
  trial.close();
  await once(trial, 'close');
}
