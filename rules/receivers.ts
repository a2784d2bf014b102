import { departmentHint } from './packs.ts';
import type { RoutingSpec } from './schema.ts';
import type { Finding } from './yaml-file.ts';

/**
 * Checks a receiver, `科室:角色` or `lead:角色` (the lead department of the alert). `leads` are the departments that can
 * be one: each of them must have the role. Null when all is well.
 */
export function checkReceiver(receiver: string, routing: RoutingSpec, leads: Iterable<string>): Finding | null {
  const parts = receiver.split(':');
  const [department, role] = parts;
  if (parts.length !== 2 || !department || !role) {
    const hint = '写成 科室:角色，如 质监站:联络员；承办科室写 lead:联络员';
    return { code: 'bad-receiver', message: `接收人“${receiver}”看不懂`, hint };
  }
  for (const name of department === 'lead' ? leads : [department]) {
    const found = routing.departments.find((one) => one.name === name);
    if (found === undefined) {
      const hint = departmentHint(routing, name);
      return { code: 'unknown-department', message: `没有“${name}”这个科室`, hint };
    }
    if (!found.roles.includes(role)) {
      const hint = `“${name}”现有角色：${found.roles.join('、')}`;
      return { code: 'unknown-role', message: `“${name}”没有“${role}”这个角色`, hint };
    }
  }
  return null;
}

/** Departments that some branch names as lead. */
export function leadsOf(routing: RoutingSpec): Set<string> {
  const leads = new Set<string>();
  const visit = (branch: RoutingSpec['root']): void => {
    const known = routing.departments.some((department) => department.name === branch.lead);
    if (branch.lead !== undefined && known) leads.add(branch.lead);
    for (const inner of branch.branches) visit(inner);
  };
  visit(routing.root);
  return leads;
}
