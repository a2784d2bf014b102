import type { AlertView } from '../../alert-contract.ts';
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
      <NextStep alert={alert} />
    </ul>
  );
}

/** What happens, and when, if still nobody acknowledges. */
function NextStep({ alert }: { alert: AlertView }) {
  const { state, nextDueAt, steps, step } = alert;
  if (state !== 'open' || nextDueAt === null || steps.length === 0) return null;
  const after = Math.min(alert.muted === null ? (steps[step]?.repeatFrom ?? step + 2) : step + 1, steps.length);
  const receivers = steps[after - 1]?.receivers.join('、') ?? '';
  return (
    <li data-testid="next-step">
      <p className="deadline-head">
        <strong>逐级上报</strong>
        <span className="clock clock-none">
          第 {step + 1} 级，共 {steps.length} 级
        </span>
      </p>
      <p className="muted">
        {alert.muted === null ? (
          <>
            <ExactTime at={nextDueAt} /> 前仍无人签收，则{after > step + 1 ? '上报' : '再次通知'}
          </>
        ) : (
          <>
            暂不通知；最迟 <ExactTime at={nextDueAt} /> 再看一次，届时可以通知而仍无人签收的，通知
          </>
        )}
        第 {after} 级：{receivers}
      </p>
    </li>
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
