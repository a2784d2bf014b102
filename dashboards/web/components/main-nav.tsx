import { NavLink } from 'react-router';
import { useMyTurnCount } from '../data/cases.ts';
import { totalWords } from '../text/numbers.ts';

const PAGES = [
  { to: '/', name: '预警台' },
  { to: '/cases', name: '个案' },
  { to: '/search', name: '检索' },
  { to: '/overview', name: '概览' },
  { to: '/analysis', name: '分析' },
  { to: '/sources', name: '来源' },
  { to: '/rules', name: '规则' },
  { to: '/notices', name: '通知' },
] as const;

/** How many cases wait for the person who is logged in. */
function MyTurn() {
  const { data } = useMyTurnCount();
  if (!data || data.total === 0) return null;
  return (
    <span className="nav-count" title="等您办的个案">
      {totalWords(data.total, data.totalCapped)}
      <span className="visually-hidden">件等您办</span>
    </span>
  );
}

export function MainNav() {
  return (
    <nav className="main-nav" aria-label="主导航">
      {PAGES.map(({ to, name }) => (
        <NavLink key={to} to={to} end={to === '/'}>
          {name}
          {to === '/cases' ? <MyTurn /> : null}
        </NavLink>
      ))}
    </nav>
  );
}
