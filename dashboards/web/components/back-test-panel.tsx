import { Button } from 'antd';
import type { DraftDetail } from '../../rulebook-contract.ts';
import { useBackTest } from '../data/rulebook.ts';
import { serverClock } from '../data/server-clock.ts';
import { countWords } from '../text/numbers.ts';
import { BackTestResultView } from './back-test-result.tsx';
import { ErrorNote } from './error-note.tsx';
import { Person } from './person.tsx';
import { ExactTime, When } from './when.tsx';

const DAY_MS = 86_400_000;
const PERIODS = [7, 30, 90, 365] as const;

/** Lets the draft judge stored posts and shows what would have been different. */
export function BackTestPanel({ detail: { draft, backTest } }: { detail: DraftDetail }) {
  const { start, stop } = useBackTest(draft.draftId);
  const open = draft.state === 'draft' || draft.state === 'proposed' || draft.state === 'rejected';
  const run = (days: number) => {
    const to = serverClock.now();
    start.mutate({ from: new Date(to - days * DAY_MS).toISOString(), to: new Date(to).toISOString() });
  };
  const { running, problem, last, outdated } = backTest;
  return (
    <div data-testid="back-test">
      {running === null ? null : (
        <p role="status">
          正在回测，已研判 {countWords(running.analysed)} 帖……{' '}
          <Button size="small" loading={stop.isPending} onClick={() => stop.mutate()}>
            停止
          </Button>
        </p>
      )}
      {open && running === null ? (
        <div className="action-row">
          <span>用已入库的帖文试：</span>
          {PERIODS.map((days) => (
            <Button key={days} size="small" loading={start.isPending} onClick={() => run(days)}>
              近 {days} 天
            </Button>
          ))}
        </div>
      ) : null}
      {start.error === null ? null : <ErrorNote error={start.error} />}
      {problem === null ? null : <p className="problem">{problem}</p>}
      {last === null ? (
        <p className="muted">{running === null ? '还没有回测过。' : ''}</p>
      ) : (
        <>
          <p className="muted">
            <Person account={last.by} /> 于 <When at={last.at} /> 运行：
            <ExactTime at={last.result.from} /> 至 <ExactTime at={last.result.to} />
          </p>
          {outdated ? <p className="warning">此后草稿又改过，结果已不作数，请重新回测。</p> : null}
          <BackTestResultView result={last.result} />
        </>
      )}
    </div>
  );
}
