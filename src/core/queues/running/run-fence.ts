import { Role } from '../../access/permissions';
import { JobRow } from '../job-row';

/** Which run of a job: a write that carries it changes nothing once the job has been taken away. */
export interface RunFence {
  id: string;
  workerId: string;
  /** Which start of the job this run is. */
  starts: number;
}

/** A job as it is given to a run. */
export interface ClaimedJob extends JobRow {
  workerId: string;
  starts: number;
  /** How many workers died with it since it last got further. */
  crashes: number;
  checkpoint: object | null;
  /** Null when its owner is gone or inactive, and for a job of the system. */
  ownerRole: Role | null;
}

/** How far a run says it is. */
export interface Progress {
  current: number;
  total: number | null;
  message: string | null;
}
