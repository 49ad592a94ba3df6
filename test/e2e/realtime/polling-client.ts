import { waitFor } from '../../support/wait-for';

const SEPARATOR = '\x1e';

/** Speaks the long-polling protocol by hand: what no well-behaved client would send. */
export class PollingClient {
  private constructor(private readonly url: string) {}

  static async open(base: string, headers: Record<string, string> = {}): Promise<PollingClient> {
    const response = await PollingClient.handshake(base, headers);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`The handshake answered ${response.status}: ${text}`);
    const { sid } = JSON.parse(text.slice(1)) as { sid: string };
    return new PollingClient(`${base}/socket.io/?EIO=4&transport=polling&sid=${sid}`);
  }

  static handshake(base: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${base}/socket.io/?EIO=4&transport=polling`, { headers });
  }

  /** Sends engine packets at once, e.g. `40/calls,{}`. */
  async send(...packets: string[]): Promise<number> {
    return (await fetch(this.url, { method: 'POST', body: packets.join(SEPARATOR) })).status;
  }

  /** Waits for packets of the server. */
  async poll(): Promise<{ status: number; packets: string[] }> {
    const response = await fetch(this.url);
    return { status: response.status, packets: (await response.text()).split(SEPARATOR) };
  }

  /** Polls until the server has closed the connection; answers everything it sent. */
  async closed(timeoutMs = 15_000): Promise<string> {
    const received: string[] = [];
    await waitFor(
      'the connection to be closed',
      async () => {
        const { status, packets } = await this.poll();
        if (status === 200) received.push(...packets);
        return { received, isClosed: status !== 200 || packets.includes('1') };
      },
      timeoutMs,
      ({ isClosed }) => isClosed,
    );
    return received.join('\n');
  }
}
