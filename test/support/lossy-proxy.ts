import { createServer, IncomingMessage, request, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

/** Stands before a server and now and then, when the server has answered, cuts the line instead of passing the answer on. */
export class LossyProxy {
  dropped = 0;
  private readonly server: Server = createServer((incoming, outgoing) => this.forward(incoming, outgoing));

  /**
   * @param target address of the server for the next request
   * @param drops whether the next answer is lost
   */
  constructor(
    private readonly target: () => string,
    private readonly drops: () => boolean,
  ) {}

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const address = new URL(incoming.url ?? '/', this.target());
    const headers = { ...incoming.headers, host: address.host };
    const onward = request(address, { method: incoming.method, headers, agent: false }, (answer) => {
      answer.on('error', () => outgoing.destroy());
      if (this.drops()) this.lose(outgoing);
      else answer.pipe(outgoing.writeHead(answer.statusCode ?? 502, answer.headers));
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }

  private lose(outgoing: ServerResponse): void {
    this.dropped += 1;
    outgoing.destroy();
  }
}
