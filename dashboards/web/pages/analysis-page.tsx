import { Segmented, Select, Skeleton } from 'antd';
import { useMemo } from 'react';
import { BurstList } from '../components/burst-list.tsx';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { HotWordTable } from '../components/hot-word-table.tsx';
import { Section } from '../components/section.tsx';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { useBursts, useHotWords } from '../data/analysis.ts';
import { useMeta } from '../data/meta.ts';
import { serverClock } from '../data/server-clock.ts';
import '../styles/analysis.css';

const PERIODS = [
  { value: '1', label: '近 1 天' },
  { value: '7', label: '近 7 天' },
  { value: '30', label: '近 30 天' },
];
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/** What stands out: bursts of topics and events, and the words of a period. */
export function AnalysisPage() {
  useTitle('分析');
  const meta = useMeta();
  const [params, patch] = useUrlState();
  const days = PERIODS.find(({ value }) => value === params.get('days'))?.value ?? '7';
  const topic = params.get('topic');
  return (
    <div className="page">
      <h1 className="page-title">分析</h1>
      <div className="two-halves">
        <Section
          title="热词与新词"
          extra={
            <span className="facts">
              <Select<string>
                className="filter-select"
                aria-label="主题"
                value={topic ?? ''}
                popupMatchSelectWidth={false}
                options={[
                  { value: '', label: '全部主题' },
                  ...meta.topics.map((name) => ({ value: name, label: name })),
                ]}
                onChange={(next) => patch({ topic: next === '' ? null : next })}
              />
              <Segmented
                aria-label="时段"
                value={days}
                options={PERIODS}
                onChange={(next) => patch({ days: next === '7' ? null : next })}
              />
            </span>
          }
        >
          <HotWords days={Number(days)} topic={topic} />
        </Section>
        <Section title="突增">
          <Bursts />
        </Section>
      </div>
    </div>
  );
}

/** The period ends with the running hour, so that the question stays the same for an hour. */
function HotWords({ days, topic }: { days: number; topic: string | null }) {
  const query = useMemo(() => {
    const to = Math.ceil(serverClock.now() / HOUR_MS) * HOUR_MS;
    const range = { from: new Date(to - days * DAY_MS).toISOString(), to: new Date(to).toISOString() };
    return topic === null ? range : { ...range, topic };
  }, [days, topic]);
  const { data, error, refetch } = useHotWords(query);
  if (data !== undefined) return <HotWordTable answer={data} />;
  return error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : <Skeleton active />;
}

function Bursts() {
  const { data, error, refetch } = useBursts();
  if (data === undefined) {
    return error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : <Skeleton active />;
  }
  if (data.items.length === 0) {
    return (
      <EmptyNote title="没有突增">每分钟检查各主题和近两天的事件：某小时的帖数远高于平常同一时刻时列在这里。</EmptyNote>
    );
  }
  return (
    <>
      <BurstList bursts={data.items} named />
      {data.total > data.items.length ? <p className="muted">只列最近 {data.items.length} 次。</p> : null}
    </>
  );
}
