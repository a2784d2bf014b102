import { Button } from 'antd';
import type { DraftDetail } from '../../rulebook-contract.ts';

interface DiagnosticListProps {
  diagnostics: DraftDetail['diagnostics'];
  /** The text under hand, and how to come to a line of it. */
  place?: { path: string; goTo(line: number): void };
}

/** What `rules check` says, errors first. */
export function DiagnosticList({ diagnostics, place }: DiagnosticListProps) {
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
          {place === undefined || place.path !== one.path ? null : (
            <Button type="link" size="small" onClick={() => place.goTo(one.line)}>
              到这一行
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
