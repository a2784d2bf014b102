import { useMemo } from 'react';
import type { Overview } from '../../alert-contract.ts';
import { shortTime } from '../text/time.ts';
import { CHART_COLOURS } from './chart-colours.ts';
import { LazyChart } from './lazy-chart.tsx';

export function TrendChart({ overview }: { overview: Overview }) {
  const { trend, bucket, to } = overview;
  const { option, table } = useMemo(() => {
    const names = trend.map(({ from }) => {
      const words = shortTime(from, Date.parse(to));
      return bucket === 'day' ? words.slice(0, -6) : words;
    });
    return {
      option: {
        color: [CHART_COLOURS.beside, CHART_COLOURS.main],
        grid: { left: 44, right: 16, top: 40, bottom: 28 },
        tooltip: { trigger: 'axis' },
        legend: { top: 0, left: 0 },
        xAxis: { type: 'category', data: names, boundaryGap: false },
        yAxis: { type: 'value', minInterval: 1 },
        series: [
          {
            name: '全部帖文',
            type: 'line',
            showSymbol: false,
            lineStyle: { type: 'dashed' },
            data: trend.map(({ posts }) => posts),
          },
          {
            name: '住建领域',
            type: 'line',
            showSymbol: false,
            areaStyle: { opacity: 0.15 },
            data: trend.map(({ domainPosts }) => domainPosts),
          },
        ],
      },
      table: {
        heads: ['时间', '全部帖文', '住建领域'],
        rows: trend.map(({ posts, domainPosts }, index) => [names[index] ?? '', String(posts), String(domainPosts)]),
      },
    };
  }, [trend, bucket, to]);
  return <LazyChart label="发帖趋势：全部帖文与住建领域帖文随时间的数量" height={280} option={option} table={table} />;
}
