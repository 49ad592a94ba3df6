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

/** Seconds that the ORM's insert() takes for so many of the stored calls, with all their rows, after `empty`. */
export async function insertByOrm(url: string, calls: number, empty: () => Promise<void>): Promise<number> {
  const limits = { size: 2, statementMs: 600_000, transactionMs: 600_000 };
  const source = await createDataSource(url, 'bench-orm', 180_000, limits).initialize();
  try {
    const batches = await readBatches(source, calls);
    await empty();
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
  for (let skip = 0; skip < calls; skip += BATCH) {
    const some = await source.manager.find(Call, { order: { id: 'ASC' }, skip, take: Math.min(BATCH, calls - skip) });
    const ofThem = some.map(({ id }) => ({ callId: id }));
    batches.push([
      [Call, some],
      [Utterance, await source.manager.find(Utterance, { where: ofThem })],
      [CallSearch, await source.manager.find(CallSearch, { where: ofThem })],
    ]);
  }
  return batches;
}
