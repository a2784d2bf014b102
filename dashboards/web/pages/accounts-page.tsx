import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import type { AccountChanged, AccountView } from '../../account-contract.ts';
import { AccountDialog } from '../components/account-dialog.tsx';
import { AccountItem } from '../components/account-item.tsx';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { MadePassword } from '../components/made-password.tsx';
import { TextFilter } from '../components/text-filter.tsx';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { useAccounts } from '../data/accounts.ts';
import { useMeta } from '../data/meta.ts';
import { useSession } from '../data/session.ts';
import { accountsWith, vacantWords } from '../text/accounts.ts';
import '../styles/search.css';
import '../styles/detail.css';
import '../styles/accounts.css';

/** Who may come in, as what, and for whom notices are meant that reach nobody yet. */
export function AccountsPage() {
  useTitle('账号');
  const session = useSession();
  const mayManage = session.data?.permissions.includes('accounts') ?? false;
  return (
    <div className="page narrow">
      <h1 className="page-title">账号</h1>
      {mayManage ? (
        <Managed own={session.data?.account ?? ''} />
      ) : (
        <EmptyNote title="账号由系统管理员管理">要新增账号、换科室或重置密码，请联系系统管理员。</EmptyNote>
      )}
    </div>
  );
}

function Managed({ own }: { own: string }) {
  const { data, error, refetch } = useAccounts();
  const [params, patch] = useUrlState();
  /** Undefined = closed, null = a new account. */
  const [edited, setEdited] = useState<AccountView | null | undefined>(undefined);
  const [made, setMade] = useState<AccountChanged | null>(null);
  if (data === undefined) {
    return error ? (
      <ErrorNote error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton active paragraph={{ rows: 8 }} />
    );
  }
  const q = params.get('q') ?? '';
  const found = accountsWith(data.items, q);
  const enabled = found.filter((one) => one.enabled);
  const disabled = found.filter((one) => !one.enabled);
  const shared = { own, onEdit: setEdited, onMade: setMade };
  return (
    <>
      <p className="muted">
        共 {data.items.length} 个账号，启用 {data.items.filter((one) => one.enabled).length} 个。
        {q === '' ? '' : `符合“${q}”的 ${found.length} 个。`}
      </p>
      {data.vacant.length === 0 ? null : (
        <details className="vacant" data-testid="vacant">
          <summary>有 {data.vacant.length} 个岗位还没有账号，发给它们的站内通知没有人看到</summary>
          <p>{vacantWords(data.vacant)}。</p>
          <p className="muted">
            无人签收的预警到时限后上报给下一级；通讯录（YUQING_CONTACTS）里有的人仍能收到邮件和短信。
          </p>
        </details>
      )}
      <div className="account-tools">
        <TextFilter
          label="账号、姓名、科室或角色"
          value={q === '' ? null : q}
          onChange={(text) => patch({ q: text })}
        />
        <Button type="primary" onClick={() => setEdited(null)}>
          新增账号
        </Button>
      </div>
      {found.length === 0 ? <EmptyNote title="没有符合条件的账号">可以放宽筛选条件。</EmptyNote> : null}
      <ByDepartment accounts={enabled} {...shared} />
      {disabled.length === 0 ? null : (
        <details className="retired-sources" open={enabled.length === 0} data-testid="disabled-accounts">
          <summary>已停用的账号（{disabled.length}）</summary>
          <ul className="sources">
            {disabled.map((one) => (
              <AccountItem key={one.account} account={one} {...shared} />
            ))}
          </ul>
        </details>
      )}
      {edited === undefined ? null : (
        <AccountDialog
          account={edited}
          own={own}
          rights={data.rights}
          onMade={setMade}
          onClose={() => setEdited(undefined)}
        />
      )}
      <MadePassword made={made} onClose={() => setMade(null)} />
    </>
  );
}

interface ByDepartmentProps {
  accounts: readonly AccountView[];
  own: string;
  onEdit(account: AccountView): void;
  onMade(made: AccountChanged): void;
}

/** In the order of the routing file, so that the bureau's own order is kept; departments it no longer has come last. */
function ByDepartment({ accounts, ...shared }: ByDepartmentProps) {
  const known = useMeta().departments.map(({ name }) => name);
  const gone = [...new Set(accounts.map(({ department }) => department))].filter((name) => !known.includes(name));
  return [...known, ...gone].map((name) => {
    const own = accounts.filter(({ department }) => department === name);
    if (own.length === 0) return null;
    return (
      <section key={name} aria-label={name}>
        <h2 className="department">
          {name}（{own.length}）
        </h2>
        {known.includes(name) ? null : (
          <p className="problem">派送规则里已没有这个科室，这些账号收不到按科室派送的通知，请改到现有的科室。</p>
        )}
        <ul className="sources">
          {own.map((one) => (
            <AccountItem key={one.account} account={one} {...shared} />
          ))}
        </ul>
      </section>
    );
  });
}
