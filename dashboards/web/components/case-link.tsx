import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import type { CaseLink } from '../../alert-contract.ts';
import { useOpenCase } from '../data/cases.ts';
import { followAction } from '../data/followed-actions.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { ErrorNote } from './error-note.tsx';

/** From an alert or event to what is done about it. History and whatever else no case was opened for can be opened by hand. */
export function CaseLinks({ cases, alertId }: { cases: readonly CaseLink[]; alertId: string }) {
  const meta = useMeta();
  if (cases.length === 0) return <OpenCase alertId={alertId} />;
  return (
    <p className="facts">
      {cases.map(({ caseId, state }) => (
        <Link key={caseId} className="button-link" to={addressOf(caseId)} data-testid="case-link">
          个案：{wordFor(meta.caseStates, state)}
        </Link>
      ))}
    </p>
  );
}

function OpenCase({ alertId }: { alertId: string }) {
  const navigate = useNavigate();
  const open = useOpenCase(({ detail, state, actionId }) => {
    if (state === 'pending') followAction(actionId, '立案');
    if (detail !== null) void navigate(addressOf(detail.case.caseId));
  });
  return (
    <>
      <p className="muted">
        还没有立案；新预警会在几十秒内自动立案，历史记录需要办理的可以{' '}
        <Button size="small" loading={open.isPending} onClick={() => open.mutate(alertId)}>
          立案
        </Button>
      </p>
      {open.error === null ? null : <ErrorNote error={open.error} />}
    </>
  );
}

function addressOf(caseId: string): string {
  return `/cases/${encodeURIComponent(caseId)}`;
}
