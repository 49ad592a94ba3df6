/** Where a call stands among all by age: its beginning as Postgres writes it, since a Date knows milliseconds only. */
export interface Place {
  startedAt: string;
  id: string;
}

export const BEFORE_ALL: Place = { startedAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' };
