import { App, Button, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { VersionHead, VersionList } from '../../rulebook-contract.ts';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { ReasonDialog } from '../components/reason-dialog.tsx';
import { RuleDiff } from '../components/rule-diff.tsx';
import { RulesNav } from '../components/rules-nav.tsx';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { ExactTime } from '../components/when.tsx';
import { useRollBack, useVersions } from '../data/rulebook.ts';
import { word } from '../text/board-filters.ts';
import { idOf } from '../text/rule-form.ts';
import '../styles/search.css';
import '../styles/rules.css';
import { VersionPeople } from '../components/version-people.tsx';

export function VersionsPage() {
  useTitle('规则版本');
  const { data, error, refetch } = useVersions();
  return (
    <div className="page narrow">
      <h1 className="page-title">版本历史</h1>
      <RulesNav />
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
      {data === undefined ? null : <Versions list={data} />}
    </div>
  );
}

/** `?version=` opens one, as a verdict names it. */
function Versions({ list: { items, number, problem, mayRollBack } }: { list: VersionList }) {
  const { message } = App.useApp();
  const rollBack = useRollBack();
  const [target, setTarget] = useState<number | null>(null);
  const [params] = useUrlState();
  const wanted = word(params, 'version');
  const newest = items[0]?.number ?? 0;
  const button = (to: number) =>
    mayRollBack.allowed && to !== newest ? (
      <Button size="small" className="push" onClick={() => setTarget(to)}>
        {to === 0 ? '恢复出厂规则' : `回退到第 ${to} 版`}
      </Button>
    ) : null;
  return (
    <>
      {problem === null ? null : (
        <p className="problem lines" role="alert">
          已发布的规则不能载入，本机仍在用第 {number} 版：{'\n'}
          {problem}
        </p>
      )}
      {items.length === 0 ? <EmptyNote title="还没有发布过修改">现行规则就是出厂规则。</EmptyNote> : null}
      {items.map((version) => (
        <Version
          key={version.number}
          version={version}
          current={version.number === number}
          wanted={version.version === wanted}
          button={button(version.number)}
        />
      ))}
      {items.length === 0 ? null : (
        <article className="version-item">
          <h2 className="facts">
            出厂规则 <span className="muted">随产品升级更新</span>
            {button(0)}
          </h2>
        </article>
      )}
      <ReasonDialog
        open={target !== null}
        title={target === 0 ? '恢复出厂规则' : `回退到第 ${target} 版`}
        okText="回退"
        reasonLabel="回退理由"
        needsReason
        pending={rollBack.isPending}
        error={rollBack.error}
        onOk={(reason) =>
          target !== null &&
          rollBack.mutate(
            { number: target, reason },
            {
              onSuccess: ({ version }) => {
                setTarget(null);
                void message.success(`已成为第 ${version.number} 版，即刻生效`);
              },
            },
          )
        }
        onClose={() => {
          rollBack.reset();
          setTarget(null);
        }}
      >
        <ul className="effects">
          <li>成为新的一版（第 {newest + 1} 版），从下一批帖文起生效。</li>
          <li>此后新增的规则停用，编号保留；已有的研判不变。</li>
        </ul>
      </ReasonDialog>
    </>
  );
}

interface VersionProps {
  version: VersionHead;
  current: boolean;
  wanted: boolean;
  button: ReactNode;
}

function Version({ version, current, wanted, button }: VersionProps) {
  const { number, title, at, author, approver, reason, draftId, changes } = version;
  return (
    <article className="version-item" data-testid="version">
      <h2 className="facts">
        第 {number} 版　{title}
        {current ? <span className="tag">现行</span> : null}
        {button}
      </h2>
      <p className="muted">
        <ExactTime at={at} />　<VersionPeople author={author} approver={approver} />
        　版本号 {version.version}
      </p>
      <p className="lines">{reason}</p>
      {draftId === null ? null : (
        <Link className="outer" to={`/rules/drafts/${encodeURIComponent(draftId)}`}>
          看草稿与回测
        </Link>
      )}
      <details open={wanted}>
        <summary>改了 {changes.length} 处</summary>
        {changes.map((change) => (
          <RuleDiff key={idOf(change.edit)} change={change} />
        ))}
      </details>
    </article>
  );
}
