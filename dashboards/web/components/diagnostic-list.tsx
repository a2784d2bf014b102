import type { DraftDetail } from '../../rulebook-contract.ts';

/** What `rules check` says, errors first. */
export function DiagnosticList({ diagnostics }: { diagnostics: DraftDetail['diagnostics'] }) {
  if (diagnostics.length === 0) return <p className="state-ok">检查通过：没有错误，没有提醒。</p>;
  return (
    <ul className="diagnostics">
      {diagnostics.map((one) => (
        <li key={`${one.path}:${one.line}:${one.column}:${one.code}:${one.message}`}>
          <span className={one.severity === 'error' ? 'problem' : 'warning'}>
            {one.severity === 'error' ? '错误' : '提醒'}
          </span>{' '}
          {one.message}
          {one.hint === '' ? null : <span className="muted">（{one.hint}）</span>}{' '}
          <span className="muted">
            {one.path === undefined ? '' : `${one.path.split('/').at(-1)} `}第 {one.line} 行第 {one.column} 列 ·{' '}
            {one.code}
          </span>
        </li>
      ))}
    </ul>
  );
}
