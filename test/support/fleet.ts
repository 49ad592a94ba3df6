import { ParleyProcess } from './processes';

/** Real Parley processes that are killed and come back, each under its number. */
export class Fleet {
  private readonly members: { process: ParleyProcess; url: string; environment: Record<string, string> }[] = [];
  private readonly revivals = new Map<number, Promise<void>>();

  /** Starts one and waits until it is ready. */
  async add(environment: Record<string, string>): Promise<void> {
    this.members.push(await launch(environment));
  }

  url(number: number): string {
    return this.members[number]?.url ?? '';
  }

  /** Stops one where it stands, or lets it go on. */
  signal(number: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.members[number]?.process.signal(signal);
  }

  /** Kills one; it comes back while other faults go on, so that a start may fail and be tried again. */
  async kill(number: number): Promise<boolean> {
    const member = this.members[number];
    if (member === undefined || this.revivals.has(number)) return false;
    await member.process.kill();
    const revival = this.revive(number, member.environment).finally(() => this.revivals.delete(number));
    this.revivals.set(number, revival);
    return true;
  }

  /** Waits until all are back. */
  async whole(): Promise<void> {
    await Promise.all(this.revivals.values());
  }

  private async revive(number: number, environment: Record<string, string>): Promise<void> {
    const starting = () => launch(environment).catch(() => undefined);
    let member = await starting();
    while (member === undefined) member = await starting();
    this.members[number] = member;
  }
}

async function launch(environment: Record<string, string>) {
  const process = ParleyProcess.start(environment);
  return { process, url: await process.ready(60_000), environment };
}
