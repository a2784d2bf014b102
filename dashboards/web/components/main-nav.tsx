import { NavLink } from 'react-router';

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

export function MainNav() {
  return (
    <nav className="main-nav" aria-label="主导航">
      {PAGES.map(({ to, name }) => (
        <NavLink key={to} to={to} end={to === '/'}>
          {name}
        </NavLink>
      ))}
    </nav>
  );
}
