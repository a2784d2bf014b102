import type { AlertView } from '../../contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { type Deadline, runningDeadlines } from '../text/deadlines.ts';
import { RunningClock } from './clock-cell.tsx';
import { ExactTime } from './when.tsx';

/** Every clock of an alert: when it ends, from when it counts, and the document that sets it. */
export function DeadlineList({ alert }: { alert: AlertView }) {
  if (alert.deadlines.length === 0) return <p className="muted">这条预警没有时限。</p>;
  const running = runningDeadlines(alert);
  return (
    <ul className="deadlines">
      {alert.deadlines.map((deadline) => (
        <DeadlineItem
          key={`${deadline.kind}-${deadline.dueAt}`}
          deadline={deadline}
          ended={running.includes(deadline) ? null : endOf(deadline, alert)}
        />
      ))}
    </ul>
  );
}

function DeadlineItem({ deadline, ended }: { deadline: Deadline; ended: string | null }) {
  const meta = useMeta();
  return (
    <li>
      <p className="deadline-head">
        <strong>{deadline.name}</strong>
        {ended === null ? <RunningClock deadline={deadline} /> : <span className="clock clock-none">{ended}</span>}
      </p>
      <p className="muted">
        {deadline.dueAt === null ? (
          '截止时间不可计算'
        ) : (
          <>
            截止 <ExactTime at={deadline.dueAt} />
          </>
        )}
        ；{wordFor(meta.deadlineAnchors, deadline.anchor)}（
        <ExactTime at={deadline.anchorAt} />
        ）计时；依据 {deadline.document}
        {deadline.cause === '' ? null : `；缘由：${deadline.cause}`}
        {deadline.calendar === null ? null : `；工作日历：${deadline.calendar}`}
      </p>
      {deadline.problem === null ? null : <p className="problem">{deadline.problem}</p>}
    </li>
  );
}

function endOf(deadline: Deadline, alert: AlertView): string {
  if (deadline.kind !== 'acknowledge') return '已随办结停止';
  const at = alert.acknowledgedAt;
  if (at === null) return '未签收即办结';
  if (deadline.dueAt === null) return '已签收';
  return Date.parse(at) <= Date.parse(deadline.dueAt) ? '已按时签收' : '签收时已超时';
}
