import { signIn } from './support/api';
import { BenchProcess } from './support/bench-process';
import { BenchResult, spreadText } from './support/report';
import { roundedSpread, Spread, spread } from './support/statistics';
import { Workbench } from './support/workbench';
import type { StreamOrder, StreamRound, StreamTarget } from './processes/stream-load';

const SUBSCRIBERS = 200;
const PER_SECOND = 100;

interface Variant {
  name: string;
  server: BenchProcess;
  rounds: StreamRound[];
  /** Server CPU in microseconds per utterance. */
  cpu: number[];
}

/** From the POST of an utterance to its event at 200 subscribers, against a socket.io server that only emits. */
export async function benchStream(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  const load = await bench.start('stream-load');
  const variants = [await bareVariant(bench, load), await parleyVariant(bench, load)];
  const [rounds, seconds] = thorough ? [9, 10] : [5, 4];
  for (let round = -1; round < rounds; round += 1) {
    for (const variant of variants) {
      const before = await variant.server.ask<number>('cpu');
      const order: StreamOrder = { name: variant.name, perSecond: PER_SECOND, seconds };
      const measured = await load.ask<StreamRound>('run', order);
      if (round < 0) continue;
      variant.rounds.push(measured);
      variant.cpu.push(((await variant.server.ask<number>('cpu')) - before) / (PER_SECOND * seconds));
    }
  }
  await load.ask('disconnect');
  await Promise.all([load, ...variants.map(({ server }) => server)].map((started) => started.stop()));
  return toResult(variants[0] as Variant, variants[1] as Variant);
}

async function bareVariant(bench: Workbench, load: BenchProcess): Promise<Variant> {
  const server = await bench.start('bare-socket');
  const { url } = await server.ask<{ url: string }>('address');
  const target = { name: 'bare socket.io', url, path: '/', token: '', callId: '', subscribers: SUBSCRIBERS };
  await load.ask('connect', target satisfies StreamTarget);
  return { name: target.name, server, rounds: [], cpu: [] };
}

async function parleyVariant(bench: Workbench, load: BenchProcess): Promise<Variant> {
  const server = await bench.start('parley', { environment: bench.environment, logFile: bench.logFile('stream') });
  const { url } = await server.ask<{ url: string }>('address');
  const api = await signIn(url, 'admin', 'bench-password');
  const { id: callId } = await api.post<{ id: string }>('calls', { customer: 'bench' });
  const path = `/api/v1/calls/${callId}/utterances`;
  const target = { name: 'Parley', url, path, token: api.token, callId, subscribers: SUBSCRIBERS };
  await load.ask('connect', target satisfies StreamTarget);
  return { name: target.name, server, rounds: [], cpu: [] };
}

function toResult(bare: Variant, parley: Variant): BenchResult {
  const of = ({ rounds }: Variant, figure: keyof StreamRound): Spread => spread(rounds.map((round) => round[figure]));
  const ratio = (figure: keyof StreamRound): Spread =>
    spread(parley.rounds.map((round, index) => round[figure] / (bare.rounds[index]?.[figure] ?? NaN)));
  const sum = ({ rounds }: Variant, figure: keyof StreamRound): number =>
    rounds.reduce((total, round) => total + round[figure], 0);
  const [p50, p99] = [ratio('p50'), ratio('p99')];
  return {
    bench: 'stream',
    table: [
      [`POST to event, ms`, 'p50', 'p99', 'max', 'deliveries/s', 'lost', 'out of order', 'server us/utterance'],
      ...[bare, parley].map((variant) => [
        variant.name,
        spreadText(of(variant, 'p50'), 1),
        spreadText(of(variant, 'p99'), 1),
        of(variant, 'max').max.toFixed(0),
        of(variant, 'deliveriesPerSecond').median.toFixed(0),
        String(sum(variant, 'lost')),
        String(sum(variant, 'outOfOrder')),
        spreadText(spread(variant.cpu), 0),
      ]),
      ['ratio', spreadText(p50), spreadText(p99)],
    ],
    targets: [],
    figures: {
      ...{ subscribers: SUBSCRIBERS, utterancesPerSecond: PER_SECOND },
      variants: [bare, parley].map((variant) => ({
        name: variant.name,
        p50Ms: roundedSpread(of(variant, 'p50')),
        p99Ms: roundedSpread(of(variant, 'p99')),
        deliveriesPerSecond: roundedSpread(of(variant, 'deliveriesPerSecond'), 0),
        cpuMicrosecondsPerUtterance: roundedSpread(spread(variant.cpu), 0),
        latestSendMs: roundedSpread(of(variant, 'late'), 1),
      })),
      ...{ ratioP50: roundedSpread(p50), ratioP99: roundedSpread(p99) },
    },
    broken: (['lost', 'outOfOrder', 'failedPosts'] as const)
      .filter((figure) => sum(parley, figure) > 0)
      .map((figure) => `${figure}: ${sum(parley, figure)}`),
  };
}
