import { Link } from 'react-router';
import type { RuleDetail } from '../../rulebook-contract.ts';
import { idOf } from '../text/rule-form.ts';
import { RuleDiff } from './rule-diff.tsx';
import { VersionPeople } from './version-people.tsx';
import { ExactTime } from './when.tsx';

/** What each version did to one rule, newest first. */
export function RuleHistory({ history, ruleId }: { history: RuleDetail['history']; ruleId: string }) {
  if (history.length === 0) return <p className="muted">没有改过，与出厂的相同。</p>;
  return (
    <ol>
      {history.map(({ number, at, title, author, approver, changes }) => (
        <li key={number}>
          <p>
            <Link to="/rules/versions">第 {number} 版</Link> <strong>{title}</strong>{' '}
            <span className="muted">
              <ExactTime at={at} />　<VersionPeople author={author} approver={approver} />
            </span>
          </p>
          {changes
            .filter(({ edit }) => idOf(edit) === ruleId)
            .map((change) => (
              <RuleDiff key={idOf(change.edit)} change={change} />
            ))}
        </li>
      ))}
    </ol>
  );
}
