import { Button } from 'antd';
import { useState } from 'react';
import type { BackTestResult } from '../../rulebook-contract.ts';
import { countWords } from '../text/numbers.ts';
import { BackTestPosts } from './back-test-posts.tsx';
import { LevelTag } from './level-tag.tsx';
import { PrecisionCell } from './precision-cell.tsx';

const DAY_MS = 86_400_000;

const LISTS = [
  ['gained', '新命中'],
  ['lost', '不再命中'],
  ['changedLevel', '级别变化'],
  ['changedScore', '分数变化'],
  ['changedRoute', '派送变化'],
] as const;

/** What would have been different: counts, alerts a day, rules, departments, posts. */
export function BackTestResultView({ result }: { result: BackTestResult }) {
  const { counts } = result;
  // The first list that holds anything.
  const first = LISTS.find(([key]) => counts[key] > 0)?.[0] ?? 'gained';
  const [chosen, setList] = useState<(typeof LISTS)[number][0] | null>(null);
  const list = chosen ?? first;
  return (
    <>
      <BackTestCounts counts={counts} />
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
  const perDay = (count: number) => {
    if (span <= 0) return '—';
    const rate = count / span;
    return rate > 0 && rate < 0.05 ? '不到 0.1' : rate.toFixed(rate < 10 ? 1 : 0);
  };
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

export function BackTestCounts({ counts }: { counts: BackTestResult['counts'] }) {
  return (
    <p className="back-test-counts" data-testid="back-test-counts">
      {counts.posts === 0 ? null : <span>期间 {countWords(counts.posts)} 帖</span>}
      <span>可能有关 {countWords(counts.analysed)} 帖</span>
      {LISTS.map(([key, name]) => (
        <span key={key}>
          {name} {countWords(counts[key])}
        </span>
      ))}
      <span>不变 {countWords(counts.same)}</span>
    </p>
  );
}
