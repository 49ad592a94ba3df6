import { parseFacts } from './redis-probe';

describe('parseFacts', () => {
  it('reads version and eviction policy from INFO', () => {
    const info = '# Server\r\nredis_version:7.0.15\r\n# Memory\r\nmaxmemory_policy:allkeys-lru\r\n';
    expect(parseFacts(info)).toEqual({ version: '7.0.15', evictionPolicy: 'allkeys-lru' });
  });

  it('says unknown where a server keeps something to itself', () => {
    expect(parseFacts('')).toEqual({ version: 'unknown', evictionPolicy: 'unknown' });
  });
});
