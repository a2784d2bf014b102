import { Button, Popover } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Session } from '../../account-contract.ts';
import { useLinkState } from '../data/live-context.ts';
import { useLogout } from '../data/session.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';

const LINK_WORDS = { connecting: '连接中', open: '实时', lost: '已断开' } as const;

export function AccountMenu({ session }: { session: Session }) {
  const link = useLinkState();
  const logout = useLogout();
  const [open, setOpen] = useState(false);
  const [dialog, setDialog] = useState<'password' | 'shortcuts' | null>(null);
  const choose = (next: 'password' | 'shortcuts') => {
    setOpen(false);
    setDialog(next);
  };
  return (
    <div className="account">
      <span className={`link-state link-${link}`} title="页面与服务器的实时连接">
        {LINK_WORDS[link]}
      </span>
      <Popover
        trigger="click"
        placement="bottomRight"
        open={open}
        onOpenChange={setOpen}
        content={
          <div className="account-card">
            <p>
              <strong>{session.name}</strong>（{session.roleName}，{session.department}）
            </p>
            <p className="muted">接收通知：{session.receivers.join('、') || '无'}</p>
            {session.permissions.includes('accounts') ? (
              <Link to="/accounts" className="account-link" onClick={() => setOpen(false)}>
                管理账号
              </Link>
            ) : null}
            <Button block onClick={() => choose('password')}>
              修改密码
            </Button>
            <Button block onClick={() => choose('shortcuts')}>
              键盘操作
            </Button>
            <Button block danger loading={logout.isPending} onClick={() => logout.mutate()}>
              退出登录
            </Button>
          </div>
        }
      >
        <Button type="text" className="account-button" aria-expanded={open} aria-label={`账号：${session.name}`}>
          {session.name}
        </Button>
      </Popover>
      <PasswordDialog open={dialog === 'password'} account={session.account} onClose={() => setDialog(null)} />
      <ShortcutSheet open={dialog === 'shortcuts'} onClose={() => setDialog(null)} />
    </div>
  );
}
