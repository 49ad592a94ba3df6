import { DenialSources } from './denial-sources';

describe('the sources of refusals', () => {
  it('each have their own allowance, and keep what was left out', () => {
    const sources = new DenialSources({ perSecond: 0.001, burst: 2 });
    const take = (name: string) => sources.of(name).bucket.take();
    expect([take('a'), take('a'), take('a'), take('b')]).toEqual([true, true, false, true]);
    sources.of('a').omitted += 1;
    expect([sources.of('a').omitted, sources.of('b').omitted]).toEqual([1, 0]);
  });

  it('are forgotten when there are very many, first the one heard of least lately', () => {
    const sources = new DenialSources({ perSecond: 1, burst: 1 });
    const [first, second] = [sources.of('first'), sources.of('second')];
    for (let n = 0; n < 9_998; n += 1) sources.of(`other ${n}`);
    expect(sources.of('first')).toBe(first);
    sources.of('one more');
    expect(sources.of('first')).toBe(first);
    expect(sources.of('second')).not.toBe(second);
  });
});
