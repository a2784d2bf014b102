import { Segmented, Skeleton } from 'antd';
import { ErrorNote } from '../components/error-note.tsx';
import { OverviewTops } from '../components/overview-tops.tsx';
import { OverviewTotals } from '../components/overview-totals.tsx';
import { Section } from '../components/section.tsx';
import { TrendChart } from '../components/trend-chart.tsx';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { useOverview } from '../data/overview.ts';
import '../styles/overview.css';

export function OverviewPage() {
  useTitle('概览');
  const [params, patch] = useUrlState();
  const bucket = params.get('bucket') === 'hour' ? 'hour' : 'day';
  const { data, error, refetch } = useOverview(bucket);
  return (
    <div className="page">
      <h1 className="page-title">概览</h1>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <>
          <OverviewTotals overview={data} />
          <Section
            title="发帖趋势"
            extra={
              <Segmented
                aria-label="时间粒度"
                value={bucket}
                options={[
                  { value: 'day', label: '近 30 天，按日' },
                  { value: 'hour', label: '近 48 小时，按时' },
                ]}
                onChange={(next) => patch({ bucket: next === 'hour' ? 'hour' : null })}
              />
            }
          >
            <TrendChart overview={data} />
          </Section>
          <OverviewTops overview={data} />
        </>
      ) : error ? null : (
        <Skeleton active paragraph={{ rows: 12 }} />
      )}
    </div>
  );
}
