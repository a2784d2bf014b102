import { CASE_STATES, caseState } from '../model/case.ts';
import { caseAction } from '../model/case-action.ts';
import { CASE_RULES } from './case-rules.ts';
import { STANDINGS } from './standing.ts';

const YES = '●';

/** The table of who may do what when, for the guide. A test holds the guide to it. */
export function rulesTable(): string {
  const states = caseState.options;
  const kinds = caseAction.options.map(({ shape }) => shape.kind.value);
  const rows = kinds.map((kind) => {
    const { name, from, who, needsReason, limits } = CASE_RULES[kind];
    const people = limits ?? who.map((standing) => STANDINGS[standing]).join('、');
    return [name, ...states.map((state) => (from.includes(state) ? YES : '')), people, needsReason ? '必填' : ''];
  });
  const head = ['', ...states.map((state) => CASE_STATES[state]), '谁可以', '理由'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
