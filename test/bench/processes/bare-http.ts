import { AddressInfo } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { answerAsks, cpuMicroseconds } from '../support/asks';
import { PROBE_BODY } from './probe';

/** What the full stack is compared with: Nest on Express with nothing added, and with nothing that can be left out. */
@Controller('probe')
class ProbeController {
  @Get()
  read(): object {
    return PROBE_BODY;
  }
}

@Module({ controllers: [ProbeController] })
class BareModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(BareModule, { logger: false, bodyParser: false });
  if (process.env.BARE_DEFAULTS === undefined) app.disable('etag').disable('x-powered-by');
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  answerAsks({ address: () => ({ url: `http://127.0.0.1:${port}/probe` }), cpu: cpuMicroseconds });
}

void main();
