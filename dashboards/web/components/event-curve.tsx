import { useMemo } from 'react';
import type { EventDetail } from '../../record-contract.ts';
import { type CurveMark, curveOf, joinMarks } from '../text/event-curve.ts';
import { shortTime, toIso } from '../text/time.ts';
import { CHART_COLOURS } from './chart-colours.ts';
import { LazyChart } from './lazy-chart.tsx';

const BEIJING_MS = 8 * 3_600_000;
/** The chart is told to draw UTC, so that its hours are Beijing's on any computer. */
const beijing = (epochMs: number) => epochMs + BEIJING_MS;

/** Posts of the event over time, with marks where it was warned of, signed for and answered. */
export function EventCurve({ detail }: { detail: EventDetail }) {
  const { curve, event } = detail;
  const drawnPosts = curve.reduce((sum, { count }) => sum + count, 0);
  const serverTime = Date.parse(detail.event.lastAt);
  const { option, table } = useMemo(() => {
    const { points, step } = curveOf(curve);
    const last = points.at(-1);
    // A bucket reaches to the start of the next one; the last needs an end of its own.
    const drawn = last ? [...points, { from: last.from + step, count: last.count }] : [];
    const span = last ? last.from + step - (points[0]?.from ?? last.from) : step;
    const marks = joinMarks(marksOf(detail), span / 12).map(({ at, name }) => ({
      name,
      xAxis: beijing(at),
      label: { formatter: name },
    }));
    return {
      option: {
        useUTC: true,
        color: [CHART_COLOURS.main],
        grid: { left: 64, right: 64, top: 36, bottom: 28 },
        tooltip: { trigger: 'axis' },
        xAxis: { type: 'time', axisLabel: { hideOverlap: true } },
        yAxis: { type: 'value', minInterval: 1 },
        series: [
          {
            name: '帖数',
            type: 'line',
            step: 'end',
            areaStyle: { opacity: 0.15 },
            showSymbol: false,
            data: drawn.map(({ from, count }) => [beijing(from), count]),
            markLine: { symbol: 'none', data: marks },
          },
        ],
      },
      table: {
        heads: ['时段起', '帖数'],
        rows: points.map(({ from, count }) => [shortTime(toIso(from), serverTime), String(count)]),
      },
    };
  }, [detail, curve, serverTime]);
  return (
    <>
      <LazyChart label={`传播曲线：${drawnPosts} 帖随时间的分布`} height={240} option={option} table={table} />
      {drawnPosts < event.postCount ? (
        <p className="muted">另有 {event.postCount - drawnPosts} 条转载的来源没有写明几时发布，没有画出。</p>
      ) : null}
    </>
  );
}

function marksOf({ alerts, responses }: EventDetail): CurveMark[] {
  return [
    ...alerts.map((alert) => ({ name: `${alert.level}色预警`, at: alert.detectedAt })),
    ...alerts.map((alert) => ({ name: '签收', at: alert.acknowledgedAt })),
    ...responses.map((response) => ({ name: '回应', at: response.at })),
  ].flatMap(({ name, at }) => (at === null ? [] : [{ name, at: Date.parse(at) }]));
}
