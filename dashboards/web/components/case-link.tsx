import { Link } from 'react-router';
import type { CaseLink } from '../../contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';

/** From an alert or event to what is done about it. */
export function CaseLinks({ cases }: { cases: readonly CaseLink[] }) {
  const meta = useMeta();
  if (cases.length === 0) return <p className="muted">还没有立案；新预警会在几十秒内自动立案。</p>;
  return (
    <p className="facts">
      {cases.map(({ caseId, state }) => (
        <Link key={caseId} className="button-link" to={`/cases/${encodeURIComponent(caseId)}`} data-testid="case-link">
          个案：{wordFor(meta.caseStates, state)}
        </Link>
      ))}
    </p>
  );
}
