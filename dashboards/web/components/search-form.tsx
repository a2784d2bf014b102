import { Button, Checkbox, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useMeta } from '../data/meta.ts';
import { useSources } from '../data/sources.ts';
import { LEVELS } from '../text/board-filters.ts';
import type { SearchFilters } from '../text/search-filters.ts';
import { asOptions, FilterSelect } from './filter-select.tsx';
import { RangeFilter } from './range-filter.tsx';
import { useAddressDraft } from './use-address-draft.ts';
import type { PatchUrl } from './use-url-state.ts';

interface SearchFormProps {
  filters: SearchFilters;
  patch: PatchUrl;
}

/** Words are looked for on Enter, filters at once; any change goes back to the first page. */
export function SearchForm({ filters, patch }: SearchFormProps) {
  const meta = useMeta();
  const sources = useSources();
  const { draft, setDraft, sent } = useAddressDraft(filters.q);
  const [unfolded, setUnfolded] = useState(false);
  const anew: PatchUrl = (changes, options) => patch({ ...changes, page: null }, options);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = draft.trim();
    sent(wanted === '' ? null : wanted);
    anew({ q: wanted });
  };
  return (
    <search className="filters" aria-label="检索条件">
      <form className="search-line" onSubmit={submit}>
        <Input
          type="search"
          size="large"
          aria-label="检索词"
          placeholder="检索词，例如：外墙渗漏 物业"
          allowClear
          value={draft}
          data-shortcut-target="search"
          onChange={(change) => setDraft(change.target.value)}
        />
        <Button type="primary" size="large" htmlType="submit">
          检索
        </Button>
      </form>
      <Button className="fold" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
        筛选
      </Button>
      <div className={unfolded ? 'foldable unfolded' : 'foldable'}>
        <Select<string[]>
          className="filter-select"
          mode="multiple"
          aria-label="级别"
          placeholder="级别"
          value={[...filters.levels]}
          popupMatchSelectWidth={false}
          options={LEVELS.map((level) => ({ value: level, label: `${level}色` }))}
          onChange={(levels) => anew({ level: levels.join(',') })}
        />
        <FilterSelect
          label="主题"
          value={filters.topic}
          options={asOptions(meta.topics)}
          onChange={(topic) => anew({ topic })}
        />
        <FilterSelect
          label="区县"
          value={filters.district}
          options={asOptions(meta.districts)}
          onChange={(district) => anew({ district })}
        />
        <FilterSelect
          label="渠道"
          value={filters.channel}
          options={meta.channels}
          onChange={(channel) => anew({ channel })}
        />
        <FilterSelect
          label="来源"
          value={filters.source}
          options={(sources.data?.items ?? []).map(({ sourceId, name }) => ({ id: sourceId, name }))}
          onChange={(source) => anew({ source })}
        />
        <RangeFilter time={filters} patch={anew} />
        {filters.rule === null ? null : <Button onClick={() => anew({ rule: null })}>规则 {filters.rule} ×</Button>}
        <Checkbox
          checked={filters.domainOnly}
          onChange={(change) => anew({ domain: change.target.checked ? 'true' : null })}
        >
          只看住建领域
        </Checkbox>
      </div>
    </search>
  );
}
