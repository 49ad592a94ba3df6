/**
 * Whether this process may say of others that they have died: only after it has itself read the ledger without failure or
 * gap for a whole lease. So an outage of the database, or a sleep of this process or of the whole machine, kills nobody:
 * afterwards the others have as long again to tell that they live. Times are the database's, in ms.
 */
export class LedgerWatch {
  private since = NaN;
  private last = NaN;

  constructor(private readonly leaseMs: number) {}

  /** Half a lease unseen leaves the others the other half to tell. */
  saw(now: number): void {
    const unbroken = now >= this.last && now - this.last <= this.leaseMs / 2;
    if (!unbroken) this.since = now;
    this.last = now;
  }

  failed(): void {
    this.since = this.last = NaN;
  }

  get isWhole(): boolean {
    return this.last - this.since >= this.leaseMs;
  }
}
