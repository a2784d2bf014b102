import type { AlertView } from '../../alert-contract.ts';
import { type Deadline, readClock, runningDeadlines } from '../text/deadlines.ts';
import { exactTime } from '../text/time.ts';
import { useNow } from './use-now.ts';

/** The clock that runs out first, with what it is for; closed alerts have none. */
export function ClockCell({ alert }: { alert: Pick<AlertView, 'state' | 'deadlines'> }) {
  const next = runningDeadlines(alert)[0];
  if (!next) return <span className="clock clock-none">{alert.state === 'closed' ? '已办结' : '无时限'}</span>;
  return (
    <span
      className="clock-box"
      title={`${next.name}：${next.dueAt === null ? '不可计算' : `${exactTime(next.dueAt)} 前`}（依据：${next.document}）`}
    >
      <RunningClock deadline={next} />
      <span className="clock-name">{next.name}</span>
    </span>
  );
}

export function RunningClock({ deadline }: { deadline: Pick<Deadline, 'dueAt'> }) {
  const now = useNow();
  if (deadline.dueAt === null) return <span className="clock clock-none">不可计算</span>;
  const reading = readClock(deadline.dueAt, now);
  return (
    <span className={`clock clock-${reading.state}`} data-testid="clock">
      {reading.words}
    </span>
  );
}
