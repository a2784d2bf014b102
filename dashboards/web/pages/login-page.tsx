import { Button, Form, Input } from 'antd';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import type { LoginRequest } from '../../account-contract.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { useTitle } from '../components/use-title.ts';
import { useLogin, useSession } from '../data/session.ts';
import { safeNext } from '../text/safe-link.ts';

export function LoginPage() {
  useTitle('登录');
  const [params] = useSearchParams();
  const next = safeNext(params.get('next'));
  const session = useSession();
  const login = useLogin();
  const navigate = useNavigate();
  if (session.data) return <Navigate replace to={next} />;
  return (
    <main className="login">
      <div className="login-card">
        <h1>住建舆情监测</h1>
        <p className="muted">请用单位分配的账号登录。</p>
        <Form<LoginRequest>
          layout="vertical"
          requiredMark={false}
          onFinish={(given) => login.mutate(given, { onSuccess: () => navigate(next, { replace: true }) })}
        >
          <Form.Item label="账号" name="account" rules={[{ required: true, whitespace: true, message: '请填写账号' }]}>
            <Input name="username" autoComplete="username" autoCapitalize="off" spellCheck={false} autoFocus />
          </Form.Item>
          <Form.Item label="密码" name="password" rules={[{ required: true, message: '请填写密码' }]}>
            <PasswordField name="password" autoComplete="current-password" />
          </Form.Item>
          {login.error === null ? null : (
            <div className="form-error">
              <ErrorNote error={login.error} />
            </div>
          )}
          <Button type="primary" htmlType="submit" block size="large" loading={login.isPending}>
            登录
          </Button>
        </Form>
        <p className="muted">忘记密码请找系统管理员重置。</p>
      </div>
    </main>
  );
}
