import { Skeleton } from 'antd';
import { Navigate, Outlet, ScrollRestoration, useLocation } from 'react-router';
import type { Session } from '../../account-contract.ts';
import { useOpenCount } from '../data/alerts.ts';
import { LiveContext } from '../data/live-context.ts';
import { MetaContext, useMetaQuery } from '../data/meta.ts';
import { useSession } from '../data/session.ts';
import { useLive } from '../data/use-live.ts';
import { AccountMenu } from './account-menu.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { ErrorNote } from './error-note.tsx';
import { FollowedActions } from './followed-actions.tsx';
import { MainNav } from './main-nav.tsx';
import { PasswordAdvice } from './password-advice.tsx';
import { TroublesBanner } from './troubles-banner.tsx';
import { useTitleCount } from './use-title.ts';

/** Around every page: who is logged in, where one can go, whether what is shown is live. */
export function Shell() {
  const session = useSession();
  const location = useLocation();
  if (session.data === null) {
    const next = `${location.pathname}${location.search}`;
    return <Navigate replace to={next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`} />;
  }
  if (session.data) return <LoggedIn session={session.data} />;
  return (
    <main className="page">
      {session.error ? <ErrorNote error={session.error} onRetry={() => void session.refetch()} /> : <Skeleton active />}
    </main>
  );
}

function LoggedIn({ session }: { session: Session }) {
  const link = useLive();
  return (
    <LiveContext value={link}>
      <a className="skip-link" href="#main">
        跳到主要内容
      </a>
      <header className="shell-head">
        <p className="brand">
          <img src="/favicon.svg" alt="" width="24" height="24" /> <span>住建舆情监测</span>
        </p>
        <MainNav />
        <AccountMenu session={session} />
      </header>
      <ConnectionBanner />
      <FollowedActions />
      {session.role === 'admin' ? <TroublesBanner /> : null}
      {session.initialPassword ? <PasswordAdvice /> : null}
      <OpenCountInTitle />
      <main id="main" tabIndex={-1}>
        <PageFrame />
      </main>
      <ScrollRestoration />
    </LiveContext>
  );
}

function PageFrame() {
  const meta = useMetaQuery(true);
  if (meta.data) {
    return (
      <MetaContext value={meta.data}>
        <Outlet />
      </MetaContext>
    );
  }
  return (
    <div className="page">
      {meta.error ? <ErrorNote error={meta.error} onRetry={() => void meta.refetch()} /> : <Skeleton active />}
    </div>
  );
}

function OpenCountInTitle() {
  const { data } = useOpenCount();
  useTitleCount(data?.total ?? 0);
  return null;
}
