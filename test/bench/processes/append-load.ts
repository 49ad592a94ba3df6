import { Agent, request } from 'node:http';
import { Client } from 'pg';
import { answerAsks } from '../support/asks';
import { utterances } from '../support/utterances';

export interface AppendOrder {
  /** REST address and token, or the database for a bare INSERT. */
  url: string;
  token?: string;
  /** Each is appended to in turn; several senders at once. */
  callIds: string[];
  batch: number;
  batches: number;
  /** So that no round repeats the numbers of another. */
  firstSeq: number;
}

export interface AppendRound {
  utterancesPerSecond: number;
}

interface Sender {
  append: Append;
  close: () => Promise<void>;
}

type Append = (callId: string, first: number) => Promise<void>;

const SENDERS = 8;

async function run(order: AppendOrder): Promise<AppendRound> {
  const { append, close } = await (order.token === undefined ? overSql(order) : overRest(order));
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let index = next++; index < order.batches; index = next++) {
      await append(order.callIds[index % order.callIds.length] ?? '', order.firstSeq + index * order.batch);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: SENDERS }, sender));
  const seconds = (performance.now() - started) / 1000;
  await close();
  return { utterancesPerSecond: (order.batches * order.batch) / seconds };
}

function overRest({ url, token, batch }: AppendOrder): Promise<Sender> {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const append: Append = (callId, first) => {
    const body = JSON.stringify({ utterances: utterances(first, batch) });
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${token}`,
    };
    return new Promise((resolve, reject) => {
      const sent = request(
        `${url}/api/v1/calls/${callId}/utterances`,
        { method: 'POST', agent, headers },
        (response) => {
          response.resume().once('end', () => {
            if (response.statusCode === 200) resolve();
            else reject(new Error(`Appending was answered with ${response.statusCode}.`));
          });
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  };
  return Promise.resolve({ append, close: () => Promise.resolve(void agent.destroy()) });
}

/** The same rows with nothing decided about them: what Postgres and its driver alone take. */
async function overSql({ url, batch }: AppendOrder): Promise<Sender> {
  const clients = Array.from({ length: SENDERS }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  const free = [...clients];
  const append: Append = async (callId, first) => {
    const client = free.pop() as Client;
    const rows = JSON.stringify(utterances(first, batch));
    await client.query({ name: 'append', text: INSERT, values: [callId, rows] });
    free.push(client);
  };
  return { append, close: async () => void (await Promise.all(clients.map((client) => client.end()))) };
}

const INSERT = `
  INSERT INTO utterances (call_id, seq, position, speaker, start_ms, end_ms, text, word_count, digest, score, confidence,
    label, keywords, trend, analyzer, rolling_agent, rolling_customer)
  SELECT $1, seq, seq, speaker, "startMs", "endMs", text, 12, '\\x00112233445566778899aabbccddeeff', 1200, 7043, 'positive',
    '{plan,price}', 'steady', 'lexicon', 1200, -800
  FROM json_to_recordset($2) AS r(seq int, speaker text, "startMs" int, "endMs" int, text text)`;

answerAsks({ run });
