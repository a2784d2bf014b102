import { Select } from 'antd';

interface FilterSelectProps {
  /** What is chosen; also the accessible name and the words shown while nothing is. */
  label: string;
  value: string | null | undefined;
  options: readonly { id: string; name: string }[];
  onChange(value: string | null): void;
}

export function FilterSelect({ label, value, options, onChange }: FilterSelectProps) {
  return (
    <Select<string>
      className="filter-select"
      aria-label={label}
      placeholder={label}
      value={value ?? null}
      allowClear
      showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
      popupMatchSelectWidth={false}
      options={options.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(chosen) => onChange(chosen ?? null)}
    />
  );
}

export const asOptions = (names: readonly string[]) => names.map((name) => ({ id: name, name }));
