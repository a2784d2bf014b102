import type { RuleView } from '../../rulebook-contract.ts';

/** 准确率 with its interval and on how many judgements it rests. */
export function PrecisionCell({ precision }: { precision: RuleView['precision'] }) {
  const { real, false: wrong, value, low, high } = precision;
  if (value === null || low === null || high === null) return <span className="muted">未标记</span>;
  const n = real + wrong;
  return (
    <span title={`${n} 次标记：真实 ${real}，误报 ${wrong}；95% 区间 ${percent(low)}–${percent(high)}`}>
      {percent(value)}
      <span className="muted">
        {' '}
        （{percent(low)}–{percent(high)}，{n} 次）
      </span>
    </span>
  );
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
