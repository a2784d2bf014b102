import { useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import type { CaseDetail, OfferedCaseAction } from '../../case-contract.ts';
import { caseQuery, useCaseAct } from '../data/cases.ts';
import { ApiFailure } from '../data/failure.ts';
import { followAction } from '../data/followed-actions.ts';
import { type CaseForm, requestOf } from '../text/case-form.ts';
import { CaseFields } from './case-fields.tsx';
import { ErrorNote } from './error-note.tsx';
import { LevelTag } from './level-tag.tsx';

export type AskedAction = Pick<OfferedCaseAction, 'kind' | 'name' | 'needsReason'>;

interface CaseDialogProps {
  detail: CaseDetail;
  /** Null = closed. */
  action: AskedAction | null;
  form: CaseForm;
  /** Version of the case that the person has seen. */
  seen: number;
  onChange(change: Partial<CaseForm>): void;
  /** Somebody was faster, and the person has been told: from now on this version has been seen. */
  onConflict(version: number): void;
  onDone(): void;
  onClose(): void;
}

/**
 * Asks for what an action needs. When somebody was faster the dialog stays, with what was typed and what the other one did;
 * sending again is then about the case as it stands now.
 */
export function CaseDialog(props: CaseDialogProps) {
  const { detail, action, form, seen, onChange, onDone, onClose } = props;
  const { message } = App.useApp();
  const act = useCaseAct(detail.case.caseId, ({ state, actionId }) => {
    if (state === 'applied') void message.success(`已${action?.name}`);
    else followAction(actionId, `${action?.name ?? '办理'}“${detail.case.title}”`);
    act.reset();
    onDone();
  });
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [takingIn, setTakingIn] = useState(false);
  const client = useQueryClient();
  const reasonId = useId();
  const inPlace = action?.kind === 'sign' && detail.signable.some(({ post, inPlace }) => post === form.post && inPlace);
  const needsReason = action?.needsReason === true || inPlace;

  const leave = () => {
    setProblems([]);
    act.reset();
    onClose();
  };
  /** Until the case as it stands now is here, sending again would only meet the same conflict. */
  const takeIn = async () => {
    setTakingIn(true);
    try {
      const fresh = await client.fetchQuery({ ...caseQuery(detail.case.caseId), staleTime: 0 });
      props.onConflict(fresh.case.version);
    } catch {
      // The conflict is told all the same, and the next try reads again.
    } finally {
      setTakingIn(false);
    }
  };
  const busy = act.isPending || takingIn;
  const carryOut = () => {
    if (action === null || busy) return;
    const made = requestOf(action.kind, form, seen);
    const missing = 'problems' in made ? made.problems : [];
    const found = needsReason && form.reason.trim() === '' ? [...missing, `请写明${reasonWord(action.kind)}`] : missing;
    setProblems(found);
    if ('problems' in made || found.length > 0) return;
    act.mutate(made.request, {
      onError(error) {
        if (error instanceof ApiFailure && error.code === 'conflict') void takeIn();
      },
    });
  };

  return (
    <Modal
      open={action !== null}
      title={action?.name ?? ''}
      okText={action === null ? '确定' : `确认${action.name}`}
      cancelText="取消"
      confirmLoading={busy}
      onOk={carryOut}
      onCancel={leave}
      destroyOnHidden
    >
      <p className="dialog-object">
        <LevelTag level={detail.case.level} /> <strong>{detail.case.title}</strong>
      </p>
      {action === null ? null : (
        <>
          <CaseFields kind={action.kind} detail={detail} form={form} onChange={onChange} />
          <div className="field">
            <label htmlFor={reasonId}>
              {reasonWord(action.kind)}
              {needsReason ? '（必填）' : '（可不填）'}
            </label>
            <Input.TextArea
              id={reasonId}
              value={form.reason}
              rows={3}
              maxLength={2000}
              showCount
              onChange={(change) => onChange({ reason: change.target.value })}
            />
          </div>
        </>
      )}
      {problems.map((problem) => (
        <p key={problem} role="alert" className="problem">
          {problem}
        </p>
      ))}
      {act.error === null || takingIn ? null : <ErrorNote error={act.error} />}
    </Modal>
  );
}

function reasonWord(kind: string): string {
  if (kind === 'comment') return '批注内容';
  if (kind === 'evaluate') return '评估意见';
  return kind === 'sign' ? '审签意见' : '理由';
}
