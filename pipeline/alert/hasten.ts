import type { RuleSet } from '../../rules/rule-set.ts';
import type { EscalationSpec } from '../../rules/schema.ts';

/**
 * Rules whose waits are so many times shorter, to show within minutes what takes hours: the ladder, the pause before the
 * first notice and between notices. Waits until a working day become their minutes. Statutory clocks stay as they are.
 */
export function hastenedRules(rules: () => RuleSet, times: number): () => RuleSet {
  let of: RuleSet | null = null;
  let hastened: RuleSet | null = null;
  return () => {
    const current = rules();
    if (hastened === null || of !== current) {
      of = current;
      hastened = { ...current, escalation: hastenedWaits(current.escalation, times) };
    }
    return hastened;
  };
}

function hastenedWaits(escalation: EscalationSpec, times: number): EscalationSpec {
  const shorter = (minutes: number) => minutes / times;
  const all = (byLevel: Record<string, number>) => mapped(byLevel, shorter);
  const { grouping } = escalation;
  return {
    ...escalation,
    policies: mapped(escalation.policies, ({ levels, ...rest }) => ({
      ...rest,
      levels: mapped(levels, (rungs) =>
        rungs.map(({ nextWorkingDay: _, ...rung }) => ({ ...rung, waitMinutes: shorter(rung.waitMinutes) })),
      ),
    })),
    grouping: grouping && { ...grouping, wait: all(grouping.wait), interval: all(grouping.interval) },
  };
}

function mapped<From, To>(values: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
