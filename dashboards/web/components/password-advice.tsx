import { Button } from 'antd';
import { useState } from 'react';
import { useSession } from '../data/session.ts';
import { PasswordDialog } from './password-dialog.tsx';

export function PasswordAdvice() {
  const [open, setOpen] = useState(false);
  const { data } = useSession();
  return (
    <div className="banner banner-advice">
      <span>您还在用系统生成的初始密码，请改成自己的密码。</span>
      <Button size="small" onClick={() => setOpen(true)}>
        修改密码
      </Button>
      <PasswordDialog open={open} account={data?.account ?? ''} onClose={() => setOpen(false)} />
    </div>
  );
}
