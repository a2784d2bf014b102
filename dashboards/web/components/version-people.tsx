import type { VersionHead } from '../../rulebook-contract.ts';
import { useNames } from '../data/accounts.ts';

/** Who wrote a version of the rules and who approved it; one who did both rolled back. */
export function VersionPeople({ author, approver }: Pick<VersionHead, 'author' | 'approver'>) {
  const nameOf = useNames();
  return <>{author === approver ? nameOf(author) : `${nameOf(author)} 起草，${nameOf(approver)} 批准`}</>;
}
