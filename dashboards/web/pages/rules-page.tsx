import { Input, Skeleton } from 'antd';
import { useDeferredValue, useState } from 'react';
import { Link } from 'react-router';
import type { PackView, RuleView } from '../../rulebook-contract.ts';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { useTitle } from '../components/use-title.ts';
import { useRules } from '../data/rules.ts';
import { countWords } from '../text/numbers.ts';
import { filterPacks } from '../text/rule-filter.ts';
import '../styles/search.css';

export function RulesPage() {
  useTitle('规则');
  const { data, error, refetch } = useRules();
  const [draft, setDraft] = useState('');
  const wanted = useDeferredValue(draft.trim());
  const packs = data ? filterPacks(data.packs, wanted) : [];
  const rules = data?.packs.reduce((sum, pack) => sum + pack.rules.length, 0) ?? 0;
  return (
    <div className="page">
      <h1 className="page-title">规则</h1>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <>
          <p className="muted">
            现行版本 <code>{data.version}</code>：{data.packs.length} 个规则包，{rules} 条规则。这里只看不改。
          </p>
          <Input
            type="search"
            className="rule-filter"
            aria-label="查找规则"
            placeholder="查找规则：名称、编号或表达式中的词"
            allowClear
            value={draft}
            onChange={(change) => setDraft(change.target.value)}
          />
          {packs.length === 0 ? <EmptyNote title="没有符合的规则">换个词再找。</EmptyNote> : null}
          {packs.map((pack) => (
            <Pack key={pack.id} pack={pack} open={wanted !== ''} />
          ))}
        </>
      ) : error ? null : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </div>
  );
}

function Pack({ pack, open }: { pack: PackView; open: boolean }) {
  const hits = pack.rules.reduce((sum, rule) => sum + rule.hits, 0);
  return (
    <details className="pack" open={open} data-testid="pack">
      <summary>
        <h2>{pack.name}</h2>
        <span className="muted">
          {pack.roleName}
          {pack.topic === null ? '' : ` · ${pack.topic}`} · {pack.rules.length} 条规则 · 命中 {countWords(hits)}
        </span>
      </summary>
      {pack.note === null ? null : <p className="muted">{pack.note}</p>}
      {pack.owner === null ? null : <p className="muted">负责：{pack.owner}</p>}
      <table className="plain-table cards-when-narrow">
        <thead>
          <tr>
            <th scope="col">规则</th>
            <th scope="col">表达式</th>
            <th scope="col" className="number">
              分值
            </th>
            <th scope="col" className="number">
              命中帖数
            </th>
          </tr>
        </thead>
        <tbody>
          {pack.rules.map((rule) => (
            <RuleRow key={rule.id} rule={rule} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

function RuleRow({ rule }: { rule: RuleView }) {
  return (
    <tr className={rule.retired === null ? undefined : 'retired'}>
      <th scope="row">
        {rule.name}
        <span className="muted one-line">{rule.id}</span>
        {rule.retired === null ? null : <span className="tag">已停用：{rule.retired}</span>}
      </th>
      <td data-label="表达式">
        <code className="expression">{rule.expression}</code>
        {rule.note === null ? null : <span className="muted">{rule.note}</span>}
      </td>
      <td className="number" data-label="分值">
        {rule.severity}
      </td>
      <td className="number" data-label="命中帖数">
        {rule.hits === 0 ? (
          0
        ) : (
          <Link to={`/search?rule=${encodeURIComponent(rule.id)}`} aria-label={`${rule.name} 命中的 ${rule.hits} 帖`}>
            {countWords(rule.hits)}
          </Link>
        )}
      </td>
    </tr>
  );
}
