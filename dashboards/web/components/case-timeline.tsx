import type { CaseDetail } from '../../case-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { Timeline } from './audit-timeline.tsx';

/** Everything that was done to a case, oldest first. */
export function CaseTimeline({ subject }: { subject: CaseDetail['case'] }) {
  const meta = useMeta();
  const entries = subject.log.map(({ version, at, by, action, from, to, reason, details }) => ({
    key: `step-${version}`,
    at,
    who: by.account === 'system' ? '系统' : `${by.name}（${by.department}）`,
    machine: by.account === 'system',
    what: wordFor(meta.auditActions, `case.${action}`),
    details: [
      ...(from === null || from === to ? [] : [`${wordFor(meta.caseStates, from)} → ${wordFor(meta.caseStates, to)}`]),
      ...details,
      ...(reason === null || reason === '' ? [] : [`理由：${reason}`]),
    ],
  }));
  return <Timeline entries={entries} />;
}
