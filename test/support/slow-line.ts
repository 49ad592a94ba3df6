import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** A TCP line to a server that can be cut in silence: what is open stays open, and nothing gets through. */
export class SlowLine {
  private readonly sockets = new Set<Socket>();
  private held = false;
  private swallowing?: { texts: string[]; swallowed: () => void };

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  /** @param url of the server, e.g. postgresql://... */
  static async to(url: string): Promise<SlowLine> {
    const server = createServer({ pauseOnConnect: true });
    const line = new SlowLine(server, new URL(url));
    server.on('connection', (socket) => line.join(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  /** The address of the server by way of this line. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return Object.assign(new URL(this.target), { hostname: '127.0.0.1', port: String(port) }).toString();
  }

  /** From now on nothing gets through, in either direction. */
  hold(): void {
    this.held = true;
    this.sockets.forEach((socket) => socket.pause());
  }

  /**
   * Lets the texts through that are sent in this order on one connection, and from then on no answer on it.
   * Resolves when the last was sent.
   */
  swallowAnswerTo(...texts: string[]): Promise<void> {
    return new Promise((swallowed) => (this.swallowing = { texts, swallowed }));
  }

  /** Lets everything through, also what has come meanwhile. */
  release(): void {
    this.held = false;
    this.sockets.forEach((socket) => socket.resume());
  }

  async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    let seen = 0;
    near.on('data', (bytes) => {
      seen = this.watch(bytes, seen, far);
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.once('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.held) from.pause();
      else from.resume();
    }
  }

  /** Answers how many of the texts have been seen on the connection. */
  private watch(bytes: Buffer, seen: number, far: Socket): number {
    const { texts = [], swallowed } = this.swallowing ?? {};
    let from = 0;
    for (; seen < texts.length; seen += 1) {
      const at = bytes.indexOf(texts[seen] ?? '', from);
      if (at < 0) return seen;
      from = at + 1;
    }
    if (swallowed === undefined) return 0;
    this.swallowing = undefined;
    far.pause();
    swallowed();
    return 0;
  }
}
