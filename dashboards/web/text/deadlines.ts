import type { AlertView } from '../../alert-contract.ts';
import { durationWords } from './time.ts';

export type Deadline = AlertView['deadlines'][number];
type Clocked = Pick<AlertView, 'state' | 'deadlines'>;

/** Deadlines whose clock still runs: signing in ends with the signature, everything ends with closing. */
export function runningDeadlines(alert: Clocked): Deadline[] {
  if (alert.state === 'closed') return [];
  return alert.deadlines
    .filter((deadline) => deadline.kind !== 'acknowledge' || alert.state === 'open')
    .sort((a, b) => epochOf(a.dueAt) - epochOf(b.dueAt));
}

/** What cannot be computed comes last. */
function epochOf(dueAt: string | null): number {
  return dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(dueAt);
}

export interface ClockReading {
  /** Milliseconds left, negative when overdue. */
  left: number;
  state: 'running' | 'soon' | 'overdue';
  words: string;
}

/** Below this the clock asks for attention. */
const SOON_MS = 30 * 60_000;

export function readClock(dueAt: string, now: number): ClockReading {
  const left = Date.parse(dueAt) - now;
  if (left < 0) return { left, state: 'overdue', words: `已超时 ${durationWords(left)}` };
  return { left, state: left < SOON_MS ? 'soon' : 'running', words: `剩 ${durationWords(left)}` };
}
