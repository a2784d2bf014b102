import type { SourceHealth, SourceRun, SourceStatus } from '../pipeline/model/source-status.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { CRAWL_REASONS, type CrawlError, reasonWords } from './crawl-reasons.ts';

/** What the sources page shows before the first run of this process. */
export function statusBefore(
  { row, missing, retired = false }: CatalogueEntry & { retired?: boolean },
  earlier: SourceStatus | undefined,
): SourceStatus {
  const off = retired || !row.enabled || missing !== null;
  const base = {
    sourceId: row.id,
    name: row.name,
    kind: row.kind,
    channel: row.channel,
    addresses: row.addresses,
    verified: row.verified !== false,
    enabled: !off,
    schedule: row.schedule,
    lastRunAt: earlier?.lastRunAt ?? null,
    lastSuccessAt: earlier?.lastSuccessAt ?? null,
    lastRun: earlier?.lastRun ?? null,
    ...(earlier?.health && !retired ? { health: earlier.health } : {}),
  };
  if (retired) return { ...base, state: 'retired', reason: null };
  if (off) return { ...base, state: 'off', reason: missing === null ? '已停用' : `未设置 ${settingName(missing)}` };
  const known = earlier?.state === 'ok' || earlier?.state === 'failing';
  return known
    ? { ...base, state: earlier.state, reason: earlier.reason }
    : { ...base, state: 'never-run', reason: null };
}

/** `rsshub` → `YUQING_RSSHUB_URL`: what the operator has to set. */
export function settingName(name: string): string {
  return `YUQING_${name.toUpperCase().replaceAll('-', '_')}_URL`;
}

/**
 * A run failed when no list could be read, or when there were entries and not one post came out of them although some
 * were tried. A run that was stopped says nothing about the source.
 */
export function statusAfter(
  before: SourceStatus,
  { run, problem, at, health }: { run: SourceRun; problem: CrawlError | null; at: string; health: SourceHealth | null },
): SourceStatus {
  const counted = { ...before, lastRunAt: at, lastRun: run, ...(health ? { health } : {}) };
  if ((run.reasons.stopped ?? 0) > 0 || problem?.reason === 'stopped') return counted;
  if (problem !== null) return { ...counted, state: 'failing', reason: CRAWL_REASONS[problem.reason] };
  if (run.failed > 0 && run.accepted + run.duplicates === 0)
    return { ...counted, state: 'failing', reason: mostFrequent(run) };
  return { ...counted, state: 'ok', reason: null, lastSuccessAt: at };
}

function mostFrequent({ reasons }: SourceRun): string {
  const [name] = Object.entries(reasons).sort(([, one], [, other]) => other - one)[0] ?? ['internal-error'];
  return reasonWords(name);
}
