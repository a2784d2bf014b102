import { z } from 'zod';
import { type Endpoint, noBody, noQuery, publicEndpoint } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';

/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** For monitoring: counts only, no log-in, as for /readyz. */
export function metricsRoutes({ lags, log }: Pick<ServerDeps, 'lags' | 'log'>): Endpoint[] {
  if (lags === undefined) return [];
  const spec = { method: 'get', path: '/metrics', tag: '运行状况', query: noQuery, body: noBody } as const;
  const about = {
    summary: '各环节的积压，Prometheus 文本格式',
    answers: { 200: z.string() },
    contentType: 'text/plain',
  };
  return [
    publicEndpoint({ ...spec, ...about }, async () => {
      try {
        return new Response(lagMetric(await lags()), { headers: { 'content-type': CONTENT_TYPE } });
      } catch (error) {
        log.warn({ error: String(error) }, 'lags could not be read');
        return new Response('# 读不到积压，原因见日志\n', { status: 503, headers: { 'content-type': CONTENT_TYPE } });
      }
    }),
  ];
}

function lagMetric(lags: Awaited<ReturnType<NonNullable<ServerDeps['lags']>>>): string {
  const lines = lags.map(
    ({ topic, group, partition, waiting }) =>
      `yuqing_bus_lag{topic="${topic}",group="${group}",partition="${partition}"} ${waiting}`,
  );
  const head = [
    '# HELP yuqing_bus_lag Messages published and not yet acknowledged by the group.',
    '# TYPE yuqing_bus_lag gauge',
  ];
  return `${[...head, ...lines].join('\n')}\n`;
}
