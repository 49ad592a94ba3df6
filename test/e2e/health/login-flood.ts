import { Agent, request } from 'node:http';

/** What became of the logins; `retryAfter` counts those turned away that were told when to come again. */
export interface FloodResult {
  statuses: Record<number, number>;
  retryAfter: number;
}

export interface FloodOrder {
  url: string;
  /** Logins under way at any time: each that is answered is followed by another at once. */
  atOnce: number;
  password: string;
}

const result: FloodResult = { statuses: {}, retryAfter: 0 };
let over = false;

/** A process of its own, so that whoever measures meanwhile does not wait for its own flood. */
process.once('message', ({ url, atOnce, password }: FloodOrder) => {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const client = async (n: number): Promise<void> => {
    const body = JSON.stringify({ username: n % 2 === 0 ? 'admin' : 'nobody', password });
    while (!over) await login(`${url}/api/v1/auth/login`, body, agent);
  };
  const clients = Array.from({ length: atOnce }, (_, n) => client(n));
  process.once('message', () => (over = true));
  void Promise.all(clients).then(() => process.send?.(result, () => process.disconnect()));
});
process.once('disconnect', () => process.exit());

function login(url: string, body: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const { statusCode = 0 } = response;
      result.statuses[statusCode] = (result.statuses[statusCode] ?? 0) + 1;
      // The first one turned away tells that the flood is there.
      if (statusCode === 503 && result.statuses[503] === 1) process.send?.('risen');
      if (statusCode === 503 && Number(response.headers['retry-after']) > 0) result.retryAfter += 1;
      response.resume().once('end', resolve).once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
