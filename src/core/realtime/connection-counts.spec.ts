import { ConnectionCounts } from './connection-counts';

describe('ConnectionCounts', () => {
  test('counts each connection in one state at a time', () => {
    const counts = new ConnectionCounts();
    const move = counts.add('192.0.2.1', 'pending');
    counts.add('192.0.2.1', 'refused');
    counts.add('192.0.2.2', 'pending');
    expect(counts.of('192.0.2.1')).toEqual({ pending: 1, joined: 0, refused: 1 });
    move('joined');
    expect(counts.of('192.0.2.1')).toEqual({ pending: 0, joined: 1, refused: 1 });
  });

  test('stops counting once, whatever comes after', () => {
    const counts = new ConnectionCounts();
    const move = counts.add('192.0.2.1', 'pending');
    counts.add('192.0.2.1', 'pending');
    move();
    move();
    move('joined');
    expect(counts.of('192.0.2.1')).toEqual({ pending: 1, joined: 0, refused: 0 });
  });

  test('keeps nothing of an address without connections', () => {
    const counts = new ConnectionCounts();
    for (let index = 0; index < 1_000; index++) counts.add(`198.51.100.${index}`, 'refused')();
    expect(counts.size).toBe(0);
  });
});
