import { Button, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { FeedbackList } from '../../rulebook-contract.ts';
import { useRules } from '../data/rules.ts';
import { ErrorNote } from './error-note.tsx';

type Feedback = FeedbackList['items'][number];

interface MissedFeedbackProps {
  fired: ReadonlySet<string>;
  missed: readonly Feedback[];
  mayGive: boolean;
  pending: boolean;
  onGive(rule: string, judgement: 'missed' | null): void;
}

/** The rules that should have fired on a post and did not, with a choice of further ones. */
export function MissedFeedback({ fired, missed, mayGive, pending, onGive }: MissedFeedbackProps) {
  const [choosing, setChoosing] = useState(false);
  return (
    <ul data-testid="missed-feedback">
      {missed.map(({ rule, by }) => (
        <li key={rule} className="hit-feedback">
          <span className="tag">漏报</span>
          <Link to={`/rules/${encodeURIComponent(rule)}`}>{rule}</Link>
          <span className="muted">{by} 标记</span>
          {mayGive ? (
            <Button size="small" aria-label={`${rule}：撤销漏报`} disabled={pending} onClick={() => onGive(rule, null)}>
              撤销
            </Button>
          ) : null}
        </li>
      ))}
      {mayGive ? (
        <li className="hit-feedback">
          {choosing ? (
            <RuleChoice
              leaveOut={new Set([...fired, ...missed.map(({ rule }) => rule)])}
              onChoose={(rule) => {
                setChoosing(false);
                if (rule !== null) onGive(rule, 'missed');
              }}
            />
          ) : (
            <Button size="small" disabled={pending} onClick={() => setChoosing(true)}>
              标记漏报…
            </Button>
          )}
        </li>
      ) : null}
    </ul>
  );
}

interface RuleChoiceProps {
  leaveOut: ReadonlySet<string>;
  onChoose(rule: string | null): void;
}

function RuleChoice({ leaveOut, onChoose }: RuleChoiceProps) {
  const { data, error } = useRules();
  const options = (data?.packs ?? []).map(({ id, name, rules }) => ({
    title: id,
    label: name,
    options: rules
      .filter((rule) => !leaveOut.has(rule.id))
      .map((rule) => ({ value: rule.id, label: `${rule.name}（${rule.id}）` })),
  }));
  if (error !== null) return <ErrorNote error={error} />;
  return (
    <>
      <Select<string>
        className="missed-choice"
        aria-label="应命中的规则"
        placeholder="哪条规则本应命中？"
        autoFocus
        defaultOpen
        loading={data === undefined}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        options={options}
        onChange={onChoose}
      />
      <Button size="small" onClick={() => onChoose(null)}>
        取消
      </Button>
    </>
  );
}
