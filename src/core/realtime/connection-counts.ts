type State = 'pending' | 'joined' | 'refused';

/** How many connections each address has, by state: `pending` has joined no namespace yet. */
export class ConnectionCounts {
  private readonly counts = new Map<string, Record<State, number>>();

  /** How many addresses have connections. */
  get size(): number {
    return this.counts.size;
  }

  of(address: string): Readonly<Record<State, number>> {
    return this.counts.get(address) ?? { pending: 0, joined: 0, refused: 0 };
  }

  /** Counts one connection; the answer moves it to another state or, without one, stops counting it. */
  add(address: string, state: State): (next?: State) => void {
    const entry = this.counts.get(address) ?? { pending: 0, joined: 0, refused: 0 };
    this.counts.set(address, entry);
    let current: State | undefined = state;
    entry[state] += 1;
    return (next) => {
      if (current === undefined) return;
      entry[current] -= 1;
      current = next;
      if (next !== undefined) entry[next] += 1;
      else if (entry.pending + entry.joined + entry.refused === 0) this.counts.delete(address);
    };
  }
}
