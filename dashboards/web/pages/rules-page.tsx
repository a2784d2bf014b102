import { Input, Skeleton } from 'antd';
import { useDeferredValue, useState } from 'react';
import { Link } from 'react-router';
import type { PackView, RuleView } from '../../rulebook-contract.ts';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { PrecisionCell } from '../components/precision-cell.tsx';
import { RulesNav } from '../components/rules-nav.tsx';
import { useTitle } from '../components/use-title.ts';
import { useRules } from '../data/rules.ts';
import { countWords } from '../text/numbers.ts';
import { filterPacks } from '../text/rule-filter.ts';
import '../styles/search.css';
import '../styles/rules.css';

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
      <RulesNav />
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <>
          <p className="muted">
            {data.number === 0 ? '出厂规则' : `第 ${data.number} 版`}（<code>{data.version}</code>）：
            {data.packs.length} 个规则包，{rules} 条规则。点规则名称可以查看、修改。
          </p>
          {data.problem === null ? null : (
            <p className="problem" role="alert">
              已发布的规则不能载入，仍在用先前的规则，详情见<Link to="/rules/versions">版本历史</Link>。
            </p>
          )}
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
            <th scope="col" className="number">
              准确率
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
        <Link to={`/rules/${encodeURIComponent(rule.id)}`}>{rule.name}</Link>
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
      <td className="number" data-label="准确率">
        <PrecisionCell precision={rule.precision} />
      </td>
    </tr>
  );
}
