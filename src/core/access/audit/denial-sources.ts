import { TokenBucket } from '../../realtime/token-bucket';

export interface DenialSource {
  readonly bucket: TokenBucket;
  /** Refusals that are told by no row yet. */
  omitted: number;
}

const MOST_SOURCES = 10_000;

/** How much each source of refusals has left; the one heard of least lately is forgotten when there are very many. */
export class DenialSources {
  private readonly sources = new Map<string, DenialSource>();

  constructor(private readonly rate: { perSecond: number; burst: number }) {}

  of(name: string): DenialSource {
    const { perSecond, burst } = this.rate;
    const source = this.sources.get(name) ?? { bucket: new TokenBucket(perSecond, burst), omitted: 0 };
    this.sources.delete(name);
    const [oldest] = this.sources.keys();
    if (this.sources.size >= MOST_SOURCES && oldest !== undefined) this.sources.delete(oldest);
    this.sources.set(name, source);
    return source;
  }
}
