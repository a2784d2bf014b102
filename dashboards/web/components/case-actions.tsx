import { Button } from 'antd';
import { useState } from 'react';
import type { CaseDetail } from '../../case-contract.ts';
import { serverClock } from '../data/server-clock.ts';
import { type CaseForm, formFor } from '../text/case-form.ts';
import { type AskedAction, CaseDialog } from './case-dialog.tsx';

/** Decided beside the answer that was found, not here. */
const ELSEWHERE: ReadonlySet<string> = new Set(['confirm-response', 'refuse-response']);
/** The step that moves a case on from each state, the nearest one first; agreeing with somebody comes before all. */
const ONWARD: Readonly<Record<CaseDetail['case']['state'], readonly string[]>> = {
  assessing: ['grade'],
  graded: ['accept'],
  handling: ['draft'],
  signing: ['sign', 'publish'],
  responded: ['await-evaluation'],
  evaluating: ['archive', 'evaluate'],
  archived: [],
};

/** What may be done now, and, folded away, what may not and why. */
export function CaseActions({ detail }: { detail: CaseDetail }) {
  const asking = useAsking(detail);
  const offered = detail.actions.filter(({ kind }) => !ELSEWHERE.has(kind));
  const [allowed, refused] = [offered.filter((one) => one.allowed), offered.filter((one) => !one.allowed)];
  const onward = ['confirm', ...ONWARD[detail.case.state]].find((kind) => allowed.some((one) => one.kind === kind));
  return (
    <div className="actions" data-testid="case-actions">
      <div className="action-row">
        {allowed.map((action) => (
          <Button
            key={action.kind}
            type={action.kind === onward ? 'primary' : 'default'}
            onClick={() => asking.ask(action)}
            data-testid={`case-${action.kind}`}
          >
            {action.name}
          </Button>
        ))}
      </div>
      {refused.length === 0 ? null : (
        <details className="why-not">
          <summary>现在不能办的 {refused.length} 项，各是为什么</summary>
          <ul>
            {refused.map(({ kind, name, why }) => (
              <li key={kind}>
                <strong>{name}</strong>：{why}
              </li>
            ))}
          </ul>
        </details>
      )}
      {asking.dialog}
    </div>
  );
}

/** A dialog for one of the actions; what was typed lasts until it was sent, also when the dialog is closed. */
export function useAsking(detail: CaseDetail) {
  const [asked, setAsked] = useState<AskedAction | null>(null);
  // The page goes on following the case; what counts is what was on it when the form was opened.
  const [seen, setSeen] = useState(detail.case.version);
  const [typed, setTyped] = useState<Readonly<Record<string, Partial<CaseForm>>>>({});
  const kind = asked?.kind ?? '';
  const form = { ...formFor(detail, serverClock.now()), ...typed[kind] };
  const change = (part: Partial<CaseForm>) => setTyped((all) => ({ ...all, [kind]: { ...all[kind], ...part } }));
  const dialog = (
    <CaseDialog
      detail={detail}
      action={asked}
      form={form}
      seen={seen}
      onConflict={setSeen}
      onChange={change}
      onDone={() => {
        setTyped((all) => ({ ...all, [kind]: {} }));
        setAsked(null);
      }}
      onClose={() => setAsked(null)}
    />
  );
  const ask = (action: AskedAction, part: Partial<CaseForm> = {}) => {
    setTyped((all) => ({ ...all, [action.kind]: { ...all[action.kind], ...part } }));
    setSeen(detail.case.version);
    setAsked(action);
  };
  return { ask, dialog };
}
