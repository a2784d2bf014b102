import { useNames } from '../data/accounts.ts';

/** Somebody by name, where a record knows the account. */
export function Person({ account }: { account: string }) {
  return <>{useNames()(account)}</>;
}
