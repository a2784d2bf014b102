import { App, Button } from 'antd';
import { useState } from 'react';
import type { AccountChanged, AccountView } from '../../account-contract.ts';
import { useAccountOrder } from '../data/accounts.ts';
import { AccountHistory } from './account-history.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ExactTime } from './when.tsx';

interface AccountItemProps {
  account: AccountView;
  /** The account at the screen. */
  own: string;
  onEdit(account: AccountView): void;
  /** A password was made that is shown only now. */
  onMade(made: AccountChanged): void;
}

type Asked = 'reset' | 'disable' | 'enable';
const WORDS = {
  reset: { title: '重置密码', ok: '重置密码' },
  disable: { title: '停用账号', ok: '停用' },
  enable: { title: '启用账号', ok: '启用' },
} as const satisfies Record<Asked, { title: string; ok: string }>;

/** One account, what can be done to it, and what was. */
export function AccountItem({ account, own, onEdit, onMade }: AccountItemProps) {
  const { message } = App.useApp();
  const order = useAccountOrder((made) => {
    if (made.password !== null) onMade(made);
    else void message.success(made.account.enabled ? '已启用' : '已停用，登录立即失效');
    leave();
  });
  const [asked, setAsked] = useState<Asked | null>(null);
  const isOwn = account.account === own;
  const leave = () => {
    order.reset();
    setAsked(null);
  };
  const go = (kind: Asked) => {
    const body = kind === 'reset' ? { resetPassword: true as const } : { enabled: kind === 'enable' };
    order.mutate({ kind: 'change', account: account.account, body });
  };
  const label = (word: string) => `${word}：${account.name}（${account.account}）`;
  return (
    <li className="source" data-account={account.account}>
      <div className="source-head">
        <h3>{account.name}</h3>
        <span className="muted">{account.account}</span>
        <span className="tag">{account.roleName}</span>
        {account.post === null ? null : <span className="tag">{account.post}</span>}
        {account.enabled ? null : <span className="state state-off">已停用</span>}
        {isOwn ? <span className="muted">（您自己）</span> : null}
      </div>
      <p className="facts muted">
        <span>
          建于 <ExactTime at={account.createdAt} />
        </span>
        {account.enabled && account.initialPassword ? <span>还在用系统生成的密码</span> : null}
        {account.enabled ? null : <span>{account.department}</span>}
      </p>
      <div className="action-row">
        <Button size="small" aria-label={label('修改')} onClick={() => onEdit(account)}>
          修改
        </Button>
        {isOwn || !account.enabled ? null : (
          <>
            <Button size="small" aria-label={label('重置密码')} onClick={() => setAsked('reset')}>
              重置密码
            </Button>
            <Button size="small" danger aria-label={label('停用')} onClick={() => setAsked('disable')}>
              停用
            </Button>
          </>
        )}
        {account.enabled ? null : (
          <Button size="small" aria-label={label('启用')} onClick={() => setAsked('enable')}>
            启用
          </Button>
        )}
      </div>
      <AccountHistory account={account.account} />
      <ConfirmDialog
        open={asked !== null}
        title={asked === null ? '' : WORDS[asked].title}
        okText={asked === null ? '确定' : WORDS[asked].ok}
        danger={asked === 'disable'}
        pending={order.isPending}
        error={order.error}
        onOk={() => asked !== null && go(asked)}
        onClose={leave}
      >
        <p>
          <strong>{account.name}</strong>（{account.account}，{account.department} {account.roleName}）
        </p>
        {asked === null ? null : (
          <ul className="effects">
            {EFFECTS[asked].map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </ConfirmDialog>
    </li>
  );
}

const EFFECTS: Readonly<Record<Asked, readonly string[]>> = {
  reset: ['系统生成一个新密码，只显示这一次，请当面或电话告知本人。', '原密码立即作废，已登录的设备全部退出。'],
  disable: [
    '立即退出登录，不能再登录，不再收到站内通知；做过的签收、签字和批注都保留。',
    '个案认岗位不认人，本岗位的其他账号照常办理；没有其他账号的岗位会列在本页上方。',
  ],
  enable: ['可以用原来的密码登录，按现在的科室和角色收通知；忘了密码的，启用后再重置。'],
};
