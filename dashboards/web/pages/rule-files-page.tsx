import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { RuleFileHead } from '../../rulebook-contract.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { NewListDialog } from '../components/new-list-dialog.tsx';
import { RulesNav } from '../components/rules-nav.tsx';
import { Section } from '../components/section.tsx';
import { useTitle } from '../components/use-title.ts';
import { useRuleFiles } from '../data/rulebook.ts';
import '../styles/search.css';
import '../styles/rules.css';

/** Everything that is tuned beside the packs: how it is scored, where it goes, who is told, and the lists. */
export function RuleFilesPage() {
  useTitle('参数与名单');
  const { data, error, refetch } = useRuleFiles();
  const [naming, setNaming] = useState(false);
  const part = (wanted: (head: RuleFileHead) => boolean) => data?.items.filter(wanted) ?? [];
  return (
    <div className="page">
      <h1 className="page-title">参数与名单</h1>
      <RulesNav />
      <p>规则之外可以调整的都在这里。修改和规则一样：写成草稿，看清影响，由另一人批准后即刻生效，随时可以回退。</p>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data === undefined ? null : (
        <>
          {data.mayDraft.allowed ? null : <p className="muted">{data.mayDraft.why}，可以查看。</p>}
          <Section title="参数">
            <Files heads={part(({ kind }) => kind !== 'list')} decided />
          </Section>
          <Section
            title="名单"
            extra={data.mayDraft.allowed ? <Button onClick={() => setNaming(true)}>新名单</Button> : null}
          >
            <Files heads={part(({ kind }) => kind === 'list')} />
          </Section>
          <NewListDialog open={naming} taken={data.items} onClose={() => setNaming(false)} />
        </>
      )}
    </div>
  );
}

const STATES: Readonly<Record<RuleFileHead['state'], string>> = { shipped: '出厂', changed: '改过', own: '本单位' };

function Files({ heads, decided: withDecided = false }: { heads: readonly RuleFileHead[]; decided?: boolean }) {
  return (
    <table className="plain-table cards-when-narrow">
      <thead>
        <tr>
          <th scope="col">名称</th>
          <th scope="col">管什么</th>
          {withDecided ? <th scope="col">谁定的</th> : null}
          <th scope="col">现状</th>
        </tr>
      </thead>
      <tbody>
        {heads.map(({ path, name, about, entries, decided, state, outgrown }) => (
          <tr key={path} data-testid="rule-file">
            <th scope="row">
              <Link to={`/rules/file?path=${encodeURIComponent(path)}`}>{name}</Link>
              <span className="muted one-line">{path}</span>
            </th>
            <td data-label="管什么">
              {entries === null ? '' : `${entries} 条。`}
              {about}
            </td>
            {withDecided ? (
              <td data-label="谁定的">{decided === null ? '—' : `${decided.by}，${decided.on}`}</td>
            ) : null}
            <td data-label="现状" className="file-state">
              <span className="tag">{STATES[state]}</span>
              {outgrown ? <span className="warning"> 出厂文字已升级</span> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
