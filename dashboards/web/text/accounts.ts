import type { AccountView } from '../../account-contract.ts';

/** Accounts in which every word of `text` is found: account, name, role, department or post. */
export function accountsWith<T extends AccountView>(accounts: readonly T[], text: string): T[] {
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  return accounts.filter(({ account, name, roleName, department, post }) => {
    const all = [account, name, roleName, department, post ?? ''].join(' ').normalize('NFKC').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** 人事科：联络员、科室负责人；局领导：局长 */
export function vacantWords(vacant: readonly string[]): string {
  const posts = new Map<string, string[]>();
  for (const one of vacant) {
    const [department = '', post = ''] = one.split(':');
    posts.set(department, [...(posts.get(department) ?? []), post]);
  }
  return [...posts].map(([department, names]) => `${department}（${names.join('、')}）`).join('；');
}
