import { App, Button, Skeleton, Switch } from 'antd';
import { useState } from 'react';
import type { SourceList } from '../../source-contract.ts';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RetireSource } from '../components/retire-source.tsx';
import { SourceEditor } from '../components/source-editor.tsx';
import { useTitle } from '../components/use-title.ts';
import { When } from '../components/when.tsx';
import { wordsOf } from '../data/failure.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { useRunSource, useSources, useSwitchSource } from '../data/sources.ts';
import { safeLink } from '../text/safe-link.ts';
import { scheduleWords } from '../text/schedule.ts';
import { sourceKindWords } from '../text/source-kind.ts';
import '../styles/search.css';

type Source = SourceList['items'][number];

export function SourcesPage() {
  useTitle('来源');
  const { data, error, refetch } = useSources();
  /** Undefined = closed, null = a new source. */
  const [edited, setEdited] = useState<string | null | undefined>(undefined);
  const inService = data?.items.filter(({ state }) => state !== 'retired') ?? [];
  const retired = data?.items.filter(({ state }) => state === 'retired') ?? [];
  const failing = data?.items.filter(({ state }) => state === 'failing').length ?? 0;
  const unusual = data?.items.filter(({ health }) => (health?.findings.length ?? 0) > 0).length ?? 0;
  return (
    <div className="page">
      <h1 className="page-title">来源</h1>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <>
          <p className="muted">
            共 {inService.length} 个来源{failing > 0 ? `，其中 ${failing} 个正在失败` : ''}
            {unusual > 0 ? `，${unusual} 个与往常不同` : ''}。{data.mayRun ? '' : '立即采集需要系统管理员权限。'}
          </p>
          {inService.length === 0 ? <EmptyNote title="还没有来源">请系统管理员新增来源。</EmptyNote> : null}
          {data.mayEdit ? (
            <p>
              <Button onClick={() => setEdited(null)}>新增来源</Button>
            </p>
          ) : null}
          <ul className="sources" data-testid="sources">
            {inService.map((source) => (
              <SourceItem
                key={source.sourceId}
                source={source}
                mayRun={data.mayRun}
                onEdit={data.mayEdit ? setEdited : null}
              />
            ))}
          </ul>
          <RetiredSources sources={retired} mayEdit={data.mayEdit} />
          {edited === undefined ? null : <SourceEditor sourceId={edited} onClose={() => setEdited(undefined)} />}
        </>
      ) : error ? null : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </div>
  );
}

interface SourceItemProps {
  source: Source;
  mayRun: boolean;
  /** Null where the account may not change sources. */
  onEdit: ((sourceId: string) => void) | null;
}

function SourceItem({ source, mayRun, onEdit }: SourceItemProps) {
  const meta = useMeta();
  return (
    <li className="source" data-source={source.sourceId}>
      <div className="source-head">
        <h2>{source.name}</h2>
        <span className={`state state-${source.state}`}>{wordFor(meta.sourceStates, source.state)}</span>
        {source.verified ? null : (
          <span className="tag tag-unverified" title="还没有人确认过这个地址可以采集">
            未核实
          </span>
        )}
        {mayRun && source.enabled ? <RunButton source={source} /> : null}
        {onEdit === null ? null : <EditButtons source={source} onEdit={onEdit} />}
      </div>
      <p className="facts muted">
        <span>{wordFor(meta.channels, source.channel)}</span>
        <span>{sourceKindWords(source.kind)}</span>
        <span title={source.schedule}>{scheduleWords(source.schedule)}</span>
        <span>
          上次运行 <When at={source.lastRunAt} empty="从未" />
        </span>
        <span>
          上次成功 <When at={source.lastSuccessAt} empty="从未" />
        </span>
      </p>
      {source.reason === null ? null : (
        <p className={source.state === 'failing' ? 'problem' : 'muted'}>原因：{source.reason}</p>
      )}
      <Health source={source} />
      <RunCounts source={source} />
      <p className="addresses">
        {source.addresses.map((address) => {
          const link = safeLink(address);
          return link === null ? (
            <span key={address}>{address}</span>
          ) : (
            <a key={address} href={link} target="_blank" rel="noopener noreferrer">
              {address}
            </a>
          );
        })}
      </p>
    </li>
  );
}

/** Out of service, out of the way, not forgotten. */
function RetiredSources({ sources, mayEdit }: { sources: readonly Source[]; mayEdit: boolean }) {
  if (sources.length === 0) return null;
  return (
    <details className="retired-sources" data-testid="retired-sources">
      <summary>已撤下的来源（{sources.length}）</summary>
      <ul>
        {sources.map((source) => (
          <li key={source.sourceId} className="source-head" data-source={source.sourceId}>
            <span>{source.name}</span>
            <span className="muted">
              上次成功 <When at={source.lastSuccessAt} empty="从未" />
            </span>
            {mayEdit ? <RetireSource source={source} retired /> : null}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What is unusual by the source's own past, and what failed lately. */
function Health({ source: { health } }: { source: Source }) {
  if (health === undefined) return null;
  const errors = health.errors.slice(0, 4).map(({ words, count }) => `${words} ${count} 次`);
  return (
    <>
      {health.findings.map(({ kind, words }) => (
        <p key={kind} className="problem" data-testid="source-finding">
          注意：{words}
        </p>
      ))}
      <p className="muted">
        24 小时新收 {health.seen} 条{health.usual === null ? '' : `，往常约 ${Math.round(health.usual)} 条`}
        {errors.length > 0 ? `；7 天内的失败：${errors.join('，')}` : ''}
      </p>
    </>
  );
}

function RunCounts({ source: { lastRun } }: { source: Source }) {
  if (lastRun === null) return null;
  const reasons = Object.entries(lastRun.reasons).map(([reason, count]) => `${reason} ${count}`);
  return (
    <p className="muted">
      最近一次：列出 {lastRun.listed}，取回 {lastRun.fetched}，新收 {lastRun.accepted}，重复 {lastRun.duplicates}，失败{' '}
      {lastRun.failed}，跳过 {lastRun.skipped}
      {reasons.length > 0 ? `（${reasons.join('；')}）` : ''}
    </p>
  );
}

function EditButtons({ source, onEdit }: { source: Source; onEdit: (sourceId: string) => void }) {
  const { message } = App.useApp();
  const change = useSwitchSource();
  return (
    <>
      <Button size="small" aria-label={`修改：${source.name}`} onClick={() => onEdit(source.sourceId)}>
        修改
      </Button>
      <RetireSource source={source} retired={false} />
      <Switch
        size="small"
        checked={source.enabled}
        loading={change.isPending}
        aria-label={`启用：${source.name}`}
        onChange={(enabled) =>
          change.mutate(
            { sourceId: source.sourceId, enabled },
            { onError: (error) => void message.error(wordsOf(error).message) },
          )
        }
      />
    </>
  );
}

function RunButton({ source }: { source: Source }) {
  const { message } = App.useApp();
  const run = useRunSource();
  return (
    <Button
      className="push"
      size="small"
      loading={run.isPending}
      aria-label={`立即采集：${source.name}`}
      onClick={() =>
        run.mutate(source.sourceId, {
          onSuccess: ({ state }) =>
            void message.success(state === 'started' ? '已开始采集，结果会自动显示' : '正在采集中，不必重复开始'),
          onError: (error) => {
            const { message: words, hint } = wordsOf(error);
            void message.error(hint === null ? words : `${words}。${hint}`);
          },
        })
      }
    >
      立即采集
    </Button>
  );
}
