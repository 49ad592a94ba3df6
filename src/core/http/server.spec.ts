import { createServer } from 'node:http';
import { Config } from '../config/config';
import { configureServer, serverLimits } from './server';

it('keeps idle connections shortly when direct, and longer than a proxy does behind one', () => {
  expect(serverLimits(Config.from({})).keepAliveTimeout).toBe(5_000);
  expect(serverLimits(Config.from({ TRUST_PROXY: '1' })).keepAliveTimeout).toBe(65_000);
  expect(serverLimits(Config.from({ TRUST_PROXY: '10.0.0.0/8' })).keepAliveTimeout).toBe(65_000);
});

it('bounds everything a client can hold', () => {
  const server = createServer();
  configureServer(server, Config.from({}));
  expect(server).toMatchObject({
    headersTimeout: 15_000,
    requestTimeout: 300_000,
    timeout: 120_000,
    maxRequestsPerSocket: 1_000,
    connectionsCheckingInterval: 5_000,
  });
  expect(server.maxConnections).toBeGreaterThan(0);
  expect(server.maxConnections).toBeLessThanOrEqual(5_000);
});
