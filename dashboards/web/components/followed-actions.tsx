import { Button } from 'antd';
import { dropAction, type FollowedOutcome, useFollowedActions } from '../data/followed-actions.ts';
import { useNow } from './use-now.ts';

/** Actions that were not confirmed when they were asked for, until somebody has read what became of them. */
export function FollowedActions() {
  const actions = useFollowedActions();
  return (
    <div role="status" aria-live="polite" data-testid="followed-actions">
      {actions.map((one) => (
        <Followed key={one.actionId} action={one} />
      ))}
    </div>
  );
}

function Followed({ action }: { action: FollowedOutcome }) {
  const { actionId, what, since, outcome } = action;
  if (outcome === undefined || outcome.state === 'pending') {
    return (
      <p className="banner banner-lost">
        {what}：尚未确认，正在处理。操作已经记下，不用重复提交；有结果会显示在这里。
        <Waited since={since} />
      </p>
    );
  }
  const done = outcome.state === 'applied';
  return (
    <p className={`banner ${done ? 'banner-advice' : 'banner-refused'}`}>
      {what}：{done ? '已办成。' : `没有办成。${outcome.problem ?? ''}`}
      <Button size="small" onClick={() => dropAction(actionId)}>
        知道了
      </Button>
    </p>
  );
}

function Waited({ since }: { since: number }) {
  const minutes = Math.floor((useNow() - since) / 60_000);
  if (minutes < 1) return null;
  return (
    <span className="muted" aria-live="off">
      已等 {minutes} 分钟，请系统管理员检查负责处理的进程。
    </span>
  );
}
