import { App, Button } from 'antd';
import { useState } from 'react';
import type { DraftDetail } from '../../rulebook-contract.ts';
import { type DraftStepName, useDraftStep } from '../data/rulebook.ts';
import { ErrorNote } from './error-note.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

const DONE: Readonly<Record<DraftStepName, string>> = {
  propose: '已提交，等待另一人审批',
  withdraw: '已撤回',
  rebase: '已对照现行规则更新',
  reject: '已退回',
  publish: '已发布，即刻生效',
};

/** What may be done with a draft now, and why not where it may not. */
export function DraftActions({ detail }: { detail: DraftDetail }) {
  const { message } = App.useApp();
  const step = useDraftStep();
  const [asking, setAsking] = useState<'reject' | 'publish' | null>(null);
  const { may, stale, diagnostics, backTest } = detail;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;

  const go = (name: DraftStepName, reason: string | null) =>
    step.mutate(
      { seen: detail, step: name, reason },
      {
        onSuccess: () => {
          setAsking(null);
          void message.success(DONE[name]);
        },
      },
    );
  const pending = (name: DraftStepName) => step.isPending && step.variables?.step === name;
  return (
    <>
      <div className="rule-actions">
        {may.propose.allowed ? (
          <Button
            type="primary"
            disabled={errors > 0 || stale.length > 0}
            loading={pending('propose')}
            onClick={() => go('propose', null)}
          >
            提交审批
          </Button>
        ) : null}
        {may.withdraw.allowed && stale.length > 0 ? (
          <Button loading={pending('rebase')} onClick={() => go('rebase', null)}>
            对照现行规则更新
          </Button>
        ) : null}
        {may.withdraw.allowed ? (
          <Button loading={pending('withdraw')} onClick={() => go('withdraw', null)}>
            撤回
          </Button>
        ) : null}
        {may.decide.allowed ? (
          <>
            <Button type="primary" disabled={errors > 0 || stale.length > 0} onClick={() => setAsking('publish')}>
              批准并发布
            </Button>
            <Button onClick={() => setAsking('reject')}>退回</Button>
          </>
        ) : null}
      </div>
      {errors > 0 && (may.propose.allowed || may.decide.allowed) ? (
        <p className="muted">
          有 {errors} 处错误，改正后才能{may.propose.allowed ? '提交' : '发布'}。
        </p>
      ) : null}
      {detail.draft.state === 'proposed' && may.decide.why !== null ? (
        <p className="muted">{may.decide.why}。</p>
      ) : null}
      {step.error === null || asking !== null ? null : <ErrorNote error={step.error} />}
      <ReasonDialog
        open={asking !== null}
        title={asking === 'reject' ? '退回草稿' : '批准并发布'}
        okText={asking === 'reject' ? '退回' : '批准并发布'}
        reasonLabel={asking === 'reject' ? '退回理由' : '审批意见'}
        needsReason={asking === 'reject'}
        pending={step.isPending}
        error={step.error}
        onOk={(reason) => asking !== null && go(asking, reason)}
        onClose={() => {
          step.reset();
          setAsking(null);
        }}
      >
        <ul className="effects">
          {asking === 'reject' ? (
            <li>退给作者修改，现行规则不变。</li>
          ) : (
            <>
              <li>成为新的一版，从下一批帖文起生效；已有的研判不变，记着各自的规则版本。</li>
              <li>随时可以在版本历史里回退。</li>
              {backTest.last === null ? <li>这份草稿没有做过回测。</li> : null}
              {backTest.outdated ? <li>回测以后草稿又改过。</li> : null}
            </>
          )}
        </ul>
      </ReasonDialog>
    </>
  );
}
