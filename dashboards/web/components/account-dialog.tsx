import { App, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import {
  type AccountChange,
  type AccountChanged,
  type AccountList,
  type AccountRole,
  type AccountView,
  accountRole,
  PERMISSIONS,
  ROLES,
} from '../../account-contract.ts';
import { useAccountOrder } from '../data/accounts.ts';
import { useMeta } from '../data/meta.ts';
import { ErrorNote } from './error-note.tsx';
import { Field } from './field.tsx';

interface AccountDialogProps {
  /** Null = a new account. */
  account: AccountView | null;
  /** The account at the screen: nobody gives another role to themselves. */
  own: string;
  rights: AccountList['rights'];
  onMade(made: AccountChanged): void;
  onClose(): void;
}

interface Draft {
  account: string;
  name: string;
  role: AccountRole;
  department: string | null;
  post: string | null;
}
const NEW: Draft = { account: '', name: '', role: 'liaison', department: null, post: null };
const NO_POST = '';
const ROLE_NAMES: ReadonlySet<string> = new Set(Object.values(ROLES));

/** Makes an account or changes name, role, department and post of one. */
export function AccountDialog({ account, own, rights, onMade, onClose }: AccountDialogProps) {
  const { message } = App.useApp();
  const meta = useMeta();
  const order = useAccountOrder((made) => {
    if (made.password === null) void message.success('已修改，从下一次操作起生效');
    else onMade(made);
    onClose();
  });
  const [draft, setDraft] = useState<Draft>(account ?? NEW);
  const [missing, setMissing] = useState(false);
  const posts = postsToChoose(meta.departments, draft);
  const isOwn = account?.account === own;
  const change = (changes: Partial<Draft>) => {
    setMissing(false);
    setDraft({ ...draft, ...changes });
  };
  const go = () => {
    if (order.isPending) return;
    const { department } = draft;
    const body = { ...draft, account: draft.account.trim(), name: draft.name.trim() };
    if (body.account === '' || body.name === '' || department === null) return setMissing(true);
    if (account === null) {
      order.mutate({ kind: 'create', body: { ...body, department } });
      return;
    }
    const changed = changesOf(account, { ...body, department });
    if (Object.keys(changed).length === 0) return onClose();
    order.mutate({ kind: 'change', account: account.account, body: changed });
  };
  return (
    <Modal
      open
      title={account === null ? '新增账号' : `修改账号：${account.name}`}
      okText={account === null ? '新增' : '保存'}
      cancelText="取消"
      confirmLoading={order.isPending}
      onOk={go}
      onCancel={onClose}
    >
      {account === null ? (
        <Field label="账号（登录用，字母和数字，不分大小写）">
          {(id) => (
            <Input
              id={id}
              value={draft.account}
              maxLength={64}
              autoFocus
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              onChange={({ target }) => change({ account: target.value })}
            />
          )}
        </Field>
      ) : (
        <p className="muted">账号 {account.account}，不能修改。</p>
      )}
      <Field label="姓名">
        {(id) => (
          <Input
            id={id}
            value={draft.name}
            maxLength={64}
            autoComplete="off"
            onChange={({ target }) => change({ name: target.value })}
          />
        )}
      </Field>
      <Field label="科室">
        {(id) => (
          <Select<string>
            id={id}
            value={draft.department}
            placeholder="请选择科室"
            style={{ width: '100%' }}
            showSearch
            options={meta.departments.map(({ name }) => ({ value: name, label: name }))}
            onChange={(department) => change({ department, post: null })}
          />
        )}
      </Field>
      <Field label="角色">
        {(id) => (
          <Select<AccountRole>
            id={id}
            value={draft.role}
            disabled={isOwn}
            style={{ width: '100%' }}
            options={accountRole.options.map((role) => ({ value: role, label: ROLES[role] }))}
            onChange={(role) => change({ role, post: null })}
          />
        )}
      </Field>
      <p className="muted" data-testid="role-rights">
        {isOwn ? '自己的角色请由另一位系统管理员修改。' : null}
        {ROLES[draft.role]}可以查看全部页面，并可：
        {rights
          .find(({ role }) => role === draft.role)
          ?.permissions.map((right) => PERMISSIONS[right])
          .join('、')}
        。
      </p>
      {posts.length === 0 ? null : (
        <Field label="岗位（签发和逐级上报按岗位找人）">
          {(id) => (
            <Select<string>
              id={id}
              value={draft.post ?? NO_POST}
              style={{ width: '100%' }}
              options={[
                ...posts.map((post) => ({ value: post, label: post })),
                { value: NO_POST, label: '不区分（每个岗位的通知都收）' },
              ]}
              onChange={(post) => change({ post: post === NO_POST ? null : post })}
            />
          )}
        </Field>
      )}
      {missing ? (
        <p role="alert" className="problem">
          请填写账号、姓名，并选择科室。
        </p>
      ) : null}
      {order.error === null ? null : <ErrorNote error={order.error} />}
    </Modal>
  );
}

/** Posts of leaders, where the department has several of them to tell apart. */
function postsToChoose(
  departments: readonly { name: string; roles: readonly string[] }[],
  { role, department }: Draft,
): string[] {
  if (role !== 'leader') return [];
  const posts = departments.find(({ name }) => name === department)?.roles ?? [];
  const ofLeaders = posts.filter((post) => !ROLE_NAMES.has(post));
  return ofLeaders.length > 1 ? ofLeaders : [];
}

/** Only what became different, so that what another administrator changed meanwhile stays. */
function changesOf(before: AccountView, after: Draft & { department: string }): AccountChange {
  return {
    ...(after.name === before.name ? {} : { name: after.name }),
    ...(after.role === before.role ? {} : { role: after.role }),
    ...(after.department === before.department ? {} : { department: after.department }),
    ...(after.post === before.post ? {} : { post: after.post }),
  };
}
