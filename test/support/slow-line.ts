import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** A TCP line to a server that can be cut in silence: what is open stays open, and nothing gets through. */
export class SlowLine {
  private readonly sockets = new Set<Socket>();
  private held = false;

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
}
