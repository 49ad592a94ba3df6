import { Config } from '../config/config';
import { Logger } from '../logging/logger';
import { Telemetry } from '../telemetry/telemetry';
import { DomainEvent, EventBus } from './event-bus';

class Rang extends DomainEvent {
  constructor(readonly n: number) {
    super();
  }
}
class Knocked extends DomainEvent {}

describe('the event bus', () => {
  let telemetry: Telemetry;
  let bus: EventBus;
  beforeEach(() => {
    telemetry = new Telemetry();
    bus = new EventBus(new Logger(Config.from({ LOG_LEVEL: 'silent' })), telemetry);
  });

  const failures = async () =>
    (await telemetry.listenerFailures.get()).values.map(({ labels, value }) => [labels, value]);

  it('tells every listener of that event, at once and in order, and nobody else', () => {
    const heard: string[] = [];
    bus.subscribe(Rang, 'one', ({ n }) => void heard.push(`one ${n}`));
    bus.subscribe(Rang, 'two', ({ n }) => void heard.push(`two ${n}`));
    bus.subscribe(Knocked, 'other', () => void heard.push('knock'));
    bus.publish(new Rang(1));
    bus.publish(new Rang(2));
    expect(heard).toEqual(['one 1', 'two 1', 'one 2', 'two 2']);
  });

  it('lets no listener harm the publisher or the other listeners, and counts who failed', async () => {
    const heard: number[] = [];
    bus.subscribe(Rang, 'throws', () => {
      throw new Error('at once');
    });
    bus.subscribe(Rang, 'rejects', () => Promise.reject(new Error('later')));
    bus.subscribe(Rang, 'works', ({ n }) => void heard.push(n));
    expect(() => bus.publish(new Rang(7))).not.toThrow();
    await new Promise(setImmediate);
    expect(heard).toEqual([7]);
    expect(await failures()).toEqual([
      [{ event: 'Rang', listener: 'throws' }, 1],
      [{ event: 'Rang', listener: 'rejects' }, 1],
    ]);
  });
});
