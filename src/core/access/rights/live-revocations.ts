import { Revocation } from './revocations.repository';

/**
 * The revocations whose credentials could still live, in memory. Each leaves when its life is over, so there are never
 * more than were made in that time. Times are milliseconds of a monotonic clock.
 */
export class LiveRevocations {
  /** In the order in which they end, but for those whose transactions took long. */
  private readonly ends = new Map<string, number>();

  get size(): number {
    return this.ends.size;
  }

  has(credentialId: string): boolean {
    return this.ends.has(credentialId);
  }

  /** Answers those that were not known. */
  add(found: Revocation[], now: number): Revocation[] {
    this.forget(now);
    const fresh = found.filter((revocation) => !this.ends.has(nameOf(revocation)));
    for (const revocation of found) {
      // Set anew, it stands at the end of the order.
      this.ends.delete(nameOf(revocation));
      this.ends.set(nameOf(revocation), now + revocation.secondsLeft * 1_000);
    }
    return fresh;
  }

  private forget(now: number): void {
    for (const [name, end] of this.ends) {
      if (end > now) return;
      this.ends.delete(name);
    }
  }
}

/** A credential ends once; what the keys of a user may can change again and again. */
function nameOf({ kind, id, seq }: Revocation): string {
  return kind === 'user' ? `${kind} ${seq}` : id;
}
