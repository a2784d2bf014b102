import { NavLink } from 'react-router';

const PAGES = [
  { to: '/rules', name: '现行规则' },
  { to: '/rules/files', name: '参数与名单' },
  { to: '/rules/register', name: '登记表导入' },
  { to: '/rules/drafts', name: '草稿与审批' },
  { to: '/rules/versions', name: '版本历史' },
  { to: '/rules/learned', name: '学习所得' },
  { to: '/rules/route', name: '试路由' },
] as const;

/** The parts of the rule workbench. */
export function RulesNav() {
  return (
    <nav className="rules-nav" aria-label="规则">
      {PAGES.map(({ to, name }) => (
        <NavLink key={to} to={to} end>
          {name}
        </NavLink>
      ))}
    </nav>
  );
}
