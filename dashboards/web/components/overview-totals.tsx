import { Link } from 'react-router';
import type { Overview } from '../../alert-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { LEVELS } from '../text/board-filters.ts';
import { countWords } from '../text/numbers.ts';
import { LevelTag } from './level-tag.tsx';
import { Section } from './section.tsx';

/** Figures over everything that is kept. */
export function OverviewTotals({ overview: { totals } }: { overview: Overview }) {
  const meta = useMeta();
  const { alerts, outcomes, notices } = totals;
  return (
    <>
      <ul className="totals" aria-label="总数">
        <Total name="收录帖文" count={totals.posts} note={`其中住建领域 ${countWords(totals.domainPosts)}`} />
        <Total name="事件" count={totals.events} note="说同一件事的帖文归为一个" />
        <Total
          name="待签收预警"
          count={alerts.open}
          note={`已签收 ${countWords(alerts.acknowledged)}，已办结 ${countWords(alerts.closed)}`}
          to="/?state=open"
        />
        <Total
          name="通知已送达"
          count={notices.sent}
          note={`待发 ${countWords(notices.pending)}，失败 ${countWords(notices.failed)}，不发 ${countWords(notices.withheld)}`}
          to="/notices"
        />
      </ul>
      <Section title="待签收预警的级别">
        <ul className="level-line">
          {LEVELS.map((level) => (
            <li key={level}>
              <Link to={`/?state=open&level=${encodeURIComponent(level)}`}>
                <LevelTag level={level} /> {countWords(totals.openByLevel[level])} 条
              </Link>
            </li>
          ))}
        </ul>
        <p className="muted">
          每条采集到的内容都有去向：
          {(['indexed', 'duplicate', 'dropped', 'dead'] as const)
            .map((kind) => `${wordFor(meta.outcomeKinds, kind)} ${countWords(outcomes[kind])}`)
            .join('，')}
          。
        </p>
      </Section>
    </>
  );
}

function Total({ name, count, note, to }: { name: string; count: number; note: string; to?: string }) {
  return (
    <li className="total">
      <span className="total-name">{name}</span>
      <strong className="total-count">
        {to === undefined ? countWords(count) : <Link to={to}>{countWords(count)}</Link>}
      </strong>
      <span className="muted">{note}</span>
    </li>
  );
}
