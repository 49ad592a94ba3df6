import { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import { built } from './built';

const { createDataSource } = built<typeof import('../../../src/core/database/data-source')>(
  'src/core/database/data-source',
);
const { Call } = built<typeof import('../../../src/modules/calls/entities/call.entity')>(
  'src/modules/calls/entities/call.entity',
);
const { Utterance } = built<typeof import('../../../src/modules/calls/entities/utterance.entity')>(
  'src/modules/calls/entities/utterance.entity',
);
const { CallSearch } = built<typeof import('../../../src/modules/calls/entities/call-search.entity')>(
  'src/modules/calls/entities/call-search.entity',
);

const BATCH = 50;

/**
 * Seconds that the ORM's insert() takes for so many calls from the middle of those that are stored, with all their rows,
 * after `remove` has taken away the calls from the given id on.
 */
export async function insertByOrm(
  url: string,
  calls: number,
  remove: (first: string) => Promise<void>,
): Promise<number> {
  const limits = { size: 2, statementMs: 600_000, transactionMs: 600_000 };
  const source = await createDataSource(url, 'bench-orm', 180_000, limits).initialize();
  try {
    const batches = await readBatches(source, calls);
    const [first] = batches[0]?.[0]?.[1] ?? [];
    await remove((first as { id: string }).id);
    const began = performance.now();
    for (const batch of batches) {
      await source.transaction(async (manager) => {
        for (const [entity, rows] of batch) await manager.insert(entity, rows);
      });
    }
    return (performance.now() - began) / 1_000;
  } finally {
    await source.destroy();
  }
}

type Batch = [EntityTarget<ObjectLiteral>, ObjectLiteral[]][];

async function readBatches(source: DataSource, calls: number): Promise<Batch[]> {
  const batches: Batch[] = [];
  const middle = Math.floor((await source.manager.count(Call)) / 2);
  for (let at = 0; at < calls; at += BATCH) {
    const some = await source.manager.find(Call, {
      order: { id: 'ASC' },
      skip: middle + at,
      take: Math.min(BATCH, calls - at),
    });
    const ofThem = some.map(({ id }) => ({ callId: id }));
    batches.push([
      [Call, some],
      [Utterance, await source.manager.find(Utterance, { where: ofThem })],
      [CallSearch, await source.manager.find(CallSearch, { where: ofThem })],
    ]);
  }
  return batches;
}
