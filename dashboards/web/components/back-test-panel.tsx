import { Button } from 'antd';
import { useState } from 'react';
import type { BackTestResult, DraftDetail } from '../../rulebook-contract.ts';
import { useBackTest } from '../data/rulebook.ts';
import { serverClock } from '../data/server-clock.ts';
import { countWords } from '../text/numbers.ts';
import { BackTestPosts } from './back-test-posts.tsx';
import { ErrorNote } from './error-note.tsx';
import { LevelTag } from './level-tag.tsx';
import { PrecisionCell } from './precision-cell.tsx';
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
            {last.by} 于 <When at={last.at} /> 运行：
            <ExactTime at={last.result.from} /> 至 <ExactTime at={last.result.to} />
          </p>
          {outdated ? <p className="warning">此后草稿又改过，结果已不作数，请重新回测。</p> : null}
          <Result result={last.result} />
        </>
      )}
    </div>
  );
}

const LISTS = [
  ['gained', '新命中'],
  ['lost', '不再命中'],
  ['changedLevel', '级别变化'],
] as const;

function Result({ result }: { result: BackTestResult }) {
  const [list, setList] = useState<(typeof LISTS)[number][0]>('gained');
  const { counts } = result;
  return (
    <>
      <p className="back-test-counts" data-testid="back-test-counts">
        <span>期间 {countWords(counts.posts)} 帖</span>
        <span>可能有关 {countWords(counts.analysed)} 帖</span>
        <span>新命中 {countWords(counts.gained)}</span>
        <span>不再命中 {countWords(counts.lost)}</span>
        <span>级别变化 {countWords(counts.changedLevel)}</span>
        <span>不变 {countWords(counts.same)}</span>
      </p>
      <Alerts result={result} />
      <Rules rules={result.rules} />
      {result.departments.length === 0 ? null : (
        <p>
          变化的帖文牵涉科室（蓝色及以上）：
          {result.departments.map(({ department, before, after }) => `${department} ${before} → ${after}`).join('，')}
        </p>
      )}
      <div className="action-row">
        {LISTS.map(([key, name]) => (
          <Button key={key} size="small" aria-pressed={list === key} onClick={() => setList(key)}>
            {name} {countWords(counts[key])}
          </Button>
        ))}
      </div>
      <BackTestPosts posts={result[list]} total={counts[list]} />
    </>
  );
}

const LEVELS = ['红', '橙', '黄', '蓝'] as const;

function Alerts({ result }: { result: BackTestResult }) {
  const days = result.alertsPerDay;
  const sum = (side: 'before' | 'after', level: (typeof LEVELS)[number]) =>
    days.reduce((total, day) => total + day[side][level], 0);
  const span =
    result.from === null || result.to === null ? 0 : (Date.parse(result.to) - Date.parse(result.from)) / DAY_MS;
  const perDay = (count: number) => (span > 0 ? (count / span).toFixed(count / span < 10 ? 1 : 0) : '—');
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">预警（按事件）</th>
          <th scope="col" className="number">
            现行
          </th>
          <th scope="col" className="number">
            草稿
          </th>
          <th scope="col" className="number">
            每天
          </th>
        </tr>
      </thead>
      <tbody>
        {LEVELS.map((level) => (
          <tr key={level}>
            <th scope="row">
              <LevelTag level={level} />
            </th>
            <td className="number">{sum('before', level)}</td>
            <td className="number">{sum('after', level)}</td>
            <td className="number">
              {perDay(sum('before', level))} → {perDay(sum('after', level))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Rules({ rules }: { rules: BackTestResult['rules'] }) {
  if (rules.length === 0) return null;
  return (
    <ul className="diagnostics">
      {rules.map(({ rule, name, hits, gained, lost, precision }) => (
        <li key={rule}>
          <strong>{name}</strong> 命中 {hits.before} → {hits.after}（新增 {gained}，减少 {lost}）　准确率{' '}
          <PrecisionCell precision={precision.before} /> → <PrecisionCell precision={precision.after} />
        </li>
      ))}
    </ul>
  );
}
