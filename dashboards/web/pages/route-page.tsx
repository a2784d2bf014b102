import { Skeleton } from 'antd';
import { useCallback } from 'react';
import type { RouteTrial } from '../../route-contract.ts';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { asOptions, FilterSelect } from '../components/filter-select.tsx';
import { RoutePath } from '../components/route-path.tsx';
import { RulesNav } from '../components/rules-nav.tsx';
import { Section } from '../components/section.tsx';
import { TextFilter } from '../components/text-filter.tsx';
import { useTitle } from '../components/use-title.ts';
import { type PatchUrl, useUrlState } from '../components/use-url-state.ts';
import { ExactTime } from '../components/when.tsx';
import { useMeta } from '../data/meta.ts';
import { useRouteTrial } from '../data/route.ts';
import { useSources } from '../data/sources.ts';
import { readRouteLabels } from '../text/route-labels.ts';
import '../styles/analysis.css';
import '../styles/rules.css';
import '../styles/detail.css';

/** Where a post would go and why, who that is now, and what follows when nobody acknowledges. */
export function RoutePage() {
  useTitle('试路由');
  const [params, patch] = useUrlState();
  const labels = readRouteLabels(params);
  const { data, error, refetch, isPending } = useRouteTrial(labels);
  const asked = Object.keys(labels).length > 0;
  return (
    <div className="page">
      <h1 className="page-title">试路由</h1>
      <RulesNav />
      <p>选出一条帖文的标签，看按现行规则会派给哪个科室、为什么、现在是谁、无人签收时怎样上报。不写入任何记录。</p>
      <Labels labels={labels} kinds={data?.kinds ?? []} patch={patch} />
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {asked ? null : (
        <EmptyNote title="还没有标签">选主题和级别就可以试；也可以从一条预警的“按现行规则再试”进来。</EmptyNote>
      )}
      {asked && isPending && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {asked && data ? <Trial trial={data} /> : null}
    </div>
  );
}

interface LabelsProps {
  labels: ReturnType<typeof readRouteLabels>;
  kinds: readonly string[];
  patch: PatchUrl;
}

function Labels({ labels, kinds, patch }: LabelsProps) {
  const meta = useMeta();
  const { data: sources } = useSources();
  const given = (values: string | undefined) => (values ?? '').split(',').filter((one) => one !== '');
  const toEstate = useCallback((estate: string | null) => patch({ estate }, { replace: true }), [patch]);
  const toRule = useCallback((rule: string | null) => patch({ rule }, { replace: true }), [patch]);
  // A kind that the address names is offered too, so that it can be taken away.
  const offered = [...new Set([...kinds, ...given(labels.kind)])];
  return (
    <search className="filters" aria-label="标签">
      <FilterSelect
        label="主题"
        value={labels.topic}
        options={asOptions(meta.topics)}
        onChange={(topic) => patch({ topic })}
      />
      <FilterSelect
        label="级别"
        value={labels.level}
        options={meta.levels.map(({ level, name }) => ({ id: level, name }))}
        onChange={(level) => patch({ level })}
      />
      <FilterSelect
        label="区县"
        value={labels.district}
        options={asOptions(meta.districts)}
        onChange={(district) => patch({ district })}
      />
      <TextFilter label="小区" value={labels.estate ?? null} onChange={toEstate} />
      <FilterSelect
        label="来源"
        value={labels.source}
        options={(sources?.items ?? []).map(({ sourceId, name }) => ({ id: sourceId, name }))}
        onChange={(source) => patch({ source })}
      />
      <FilterSelect
        label="渠道"
        value={labels.channel}
        options={meta.channels}
        onChange={(channel) => patch({ channel })}
      />
      <FilterSelect
        label="事件类型"
        value={labels.kind}
        options={asOptions(offered)}
        onChange={(kind) => patch({ kind })}
      />
      <TextFilter label="命中的规则，逗号分开" value={labels.rule ?? null} onChange={toRule} />
    </search>
  );
}

function Trial({ trial }: { trial: RouteTrial }) {
  const { decision, steps, handling, receivers, repeatFrom, remarks } = trial;
  return (
    <div className="two-halves" data-testid="route-trial">
      <Section title="派给谁，为什么">
        {remarks.map((remark) => (
          <p key={remark} className="problem">
            {remark}
          </p>
        ))}
        <RoutePath route={decision} />
      </Section>
      <div>
        <Section title={`无人签收时怎样上报（策略“${decision.policy}”）`}>
          {steps.length === 0 ? <p className="muted">选了级别才知道；没有写这一级的策略不上报。</p> : null}
          <ol className="deadlines">
            {steps.map((one) => (
              <li key={one.step} data-testid="route-step">
                <p className="deadline-head">
                  <strong>
                    第 {one.step} 级：{one.receivers.join('、')}
                  </strong>
                  <span className="clock clock-none">等 {one.wait}</span>
                </p>
                <p className="muted">
                  若此刻发出预警，于 <ExactTime at={one.at} /> 通知
                </p>
                {one.problem === null ? null : <p className="problem">{one.problem}</p>}
              </li>
            ))}
          </ol>
          {repeatFrom === null ? null : <p className="muted">最后一级之后回到第 {repeatFrom} 级，直到有人签收。</p>}
          {handling === null ? null : (
            <p>
              {handling.name}：{handling.dueAt === null ? '不可计算' : <ExactTime at={handling.dueAt} />} 前；依据{' '}
              {handling.document}
            </p>
          )}
        </Section>
        <Section title="现在是谁">
          <table className="plain-table" aria-label="接收人">
            <thead>
              <tr>
                <th scope="col">接收人</th>
                <th scope="col">站内账号</th>
                <th scope="col">值班表</th>
              </tr>
            </thead>
            <tbody>
              {receivers.map(({ receiver, accounts, onDuty }) => (
                <tr key={receiver}>
                  <th scope="row">{receiver}</th>
                  <td>{accounts.length === 0 ? <span className="problem">没有账号</span> : accounts.join('、')}</td>
                  <td>{dutyWords(onDuty)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      </div>
    </div>
  );
}

function dutyWords(onDuty: readonly string[] | null): string {
  if (onDuty === null) return '没有登记';
  return onDuty.length === 0 ? '此刻无人值班' : onDuty.join('、');
}
