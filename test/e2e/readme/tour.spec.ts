import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestApp, TestApp } from '../../support/app';

jest.setTimeout(90_000);

const ROOT = join(__dirname, '../../..');
const README_ADDRESS = 'localhost:3000';
const TIMEOUT_MS = 40_000;

interface Step {
  command: string;
  /** What the README shows; undefined when it shows nothing. */
  shown?: string;
}

describe('the tour of the README', () => {
  let parley: TestApp | undefined;
  let printed: string[];
  const steps = tourSteps(readFileSync(join(ROOT, 'README.md'), 'utf8'));

  beforeAll(async () => {
    parley = await startTestApp();
    const { host } = new URL(parley.url);
    const script = steps.map(({ command }) => `${command}\necho @@@@\n`).join('');
    printed = (await run(script.replaceAll(README_ADDRESS, host))).split('@@@@\n');
  });

  afterAll(() => parley?.close());

  it('has commands to paste', () => expect(steps.length).toBeGreaterThanOrEqual(6));

  it.each(steps.map((step, index) => [step.command.split('\n')[0], index]))(
    'prints what is shown after: %s',
    (_, index) => {
      expect(lines(printed[index])).toEqual(lines(steps[index]?.shown));
    },
  );
});

/** The shell blocks of the tour, each with the output block that follows it. */
function tourSteps(readme: string): Step[] {
  const tour = readme.split('\n## ').find((section) => section.startsWith('A tour')) ?? '';
  const blocks = [...tour.matchAll(/```(sh|text)\n([^]*?)```/g)].map(([, kind, text]) => ({ kind, text: text ?? '' }));
  return blocks.flatMap(({ kind, text }, index) => {
    const next = blocks[index + 1];
    return kind === 'sh' ? [{ command: text, shown: next?.kind === 'text' ? next.text : undefined }] : [];
  });
}

/** Sorted, since a client in the background prints between the answers of the commands. */
function lines(text = ''): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .sort();
}

/** Runs in a process group of its own, so that the time-out also ends what the script left in the background. */
function run(script: string): Promise<string> {
  const child = spawn('bash', ['-c', script], { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), TIMEOUT_MS);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0 && stderr === '') resolve(stdout);
      else reject(new Error(`The tour failed with ${code ?? 'a time-out'}:\n${stderr}\n${stdout}`));
    });
  });
}
