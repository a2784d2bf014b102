import { Input, Select } from 'antd';
import { RANGES, type TimeFilter } from '../text/board-filters.ts';
import { fromField, toField } from '../text/time.ts';
import type { PatchUrl } from './use-url-state.ts';

interface RangeFilterProps {
  time: TimeFilter;
  patch: PatchUrl;
}

/** A range that moves with the clock, or fixed ends in Beijing time. */
export function RangeFilter({ time, patch }: RangeFilterProps) {
  return (
    <>
      <Select<string>
        className="filter-select"
        aria-label="时间范围"
        value={time.range}
        popupMatchSelectWidth={false}
        options={RANGES.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(range) =>
          patch({ range: range === 'all' ? null : range, ...(range === 'custom' ? {} : { from: null, to: null }) })
        }
      />
      {time.range === 'custom' ? (
        <span className="range-ends">
          <EndField label="从（北京时间）" value={time.from} onChange={(from) => patch({ from, range: 'custom' })} />
          <span aria-hidden="true">至</span>
          <EndField label="到（北京时间，不含）" value={time.to} onChange={(to) => patch({ to, range: 'custom' })} />
        </span>
      ) : null}
    </>
  );
}

interface EndFieldProps {
  label: string;
  value: string | null;
  onChange(value: string | null): void;
}

function EndField({ label, value, onChange }: EndFieldProps) {
  return (
    <Input
      type="datetime-local"
      aria-label={label}
      title={label}
      value={value === null ? '' : toField(value)}
      onChange={(change) => onChange(fromField(change.target.value))}
    />
  );
}
