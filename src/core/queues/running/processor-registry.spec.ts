import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { JobProcessor, Processes } from '../job-processor';
import { defineJob } from '../job-type';
import { JobTypes } from '../job-types';
import { ProcessorRegistry } from './processor-registry';

class Nothing {}
const definition = (type: string) =>
  defineJob({ type, title: type, payload: Nothing, result: Nothing, permission: 'jobs.own', example: {} });
const sweep = definition('house.sweep');
const paint = definition('house.paint');

class Worker implements JobProcessor<Nothing, Nothing> {
  run(): Promise<Nothing> {
    return Promise.resolve({});
  }
}
@Processes(sweep)
class Sweeper extends Worker {}
@Processes(sweep)
class SecondSweeper extends Worker {}
@Processes(paint)
class Painter extends Worker {}

const start = async (types: (typeof sweep)[], providers: (new () => object)[]) => {
  const jobTypes = { provide: JobTypes, useValue: new JobTypes(types, []) };
  const module = Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [...providers, jobTypes, ProcessorRegistry],
  });
  const app = await (await module.compile()).init();
  return app.get(ProcessorRegistry);
};

describe('the registry of processors', () => {
  it('gives each type of job to its processor', async () => {
    const registry = await start([sweep, paint], [Sweeper, Painter]);
    expect(registry.find('house.paint')).toMatchObject({
      definition: paint,
      processor: expect.any(Painter) as Painter,
    });
    expect(registry.find('house.burn')).toBeUndefined();
  });

  it.each([
    ['a type has none', [sweep, paint], [Painter], 'house.sweep has no processor'],
    [
      'a type has two',
      [sweep],
      [Sweeper, SecondSweeper],
      'house.sweep has several processors (Sweeper, SecondSweeper)',
    ],
    ['a processor is for no type', [sweep], [Sweeper, Painter], 'Painter is for house.paint, which is no type of job'],
  ])('refuses to start when %s', async (_, types, providers, fault) => {
    await expect(start(types, providers)).rejects.toThrow(`Jobs cannot be run: ${fault}.`);
  });
});
