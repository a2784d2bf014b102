import { Button, Segmented } from 'antd';
import { useCallback, useState } from 'react';
import { useMeta } from '../data/meta.ts';
import { type BoardFilters, countFilters, ORDERS, STATE_VIEWS } from '../text/board-filters.ts';
import { asOptions, FilterSelect } from './filter-select.tsx';
import { RangeFilter } from './range-filter.tsx';
import { TextFilter } from './text-filter.tsx';
import type { PatchUrl } from './use-url-state.ts';

interface BoardFilterBarProps {
  filters: BoardFilters;
  patch: PatchUrl;
}

const KEYS = ['state', 'level', 'topic', 'district', 'channel', 'department', 'q', 'range', 'from', 'to'];
const CLEARED = Object.fromEntries(KEYS.map((key) => [key, null]));

/** All filters of the board; on a phone they are folded away so that the list comes first. */
export function BoardFilterBar({ filters, patch }: BoardFilterBarProps) {
  const meta = useMeta();
  const [unfolded, setUnfolded] = useState(false);
  const used = countFilters(filters);
  const search = useCallback((q: string | null) => patch({ q }, { replace: true }), [patch]);
  return (
    <search className="filters" aria-label="筛选预警">
      <Segmented
        aria-label="状态"
        value={filters.view}
        options={STATE_VIEWS.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(view) => patch({ state: view === 'todo' ? null : view })}
      />
      <Segmented
        aria-label="排序"
        value={filters.order}
        options={ORDERS.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(order) => patch({ order: order === 'urgent' ? null : order })}
      />
      <Button className="fold" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
        筛选{used > 0 ? `（${used}）` : ''}
      </Button>
      <div className={unfolded ? 'foldable unfolded' : 'foldable'}>
        <TextFilter label="标题或摘要中的词" value={filters.q} onChange={search} />
        <FilterSelect
          label="主题"
          value={filters.topic}
          options={asOptions(meta.topics)}
          onChange={(topic) => patch({ topic })}
        />
        <FilterSelect
          label="区县"
          value={filters.district}
          options={asOptions(meta.districts)}
          onChange={(district) => patch({ district })}
        />
        <FilterSelect
          label="渠道"
          value={filters.channel}
          options={meta.channels}
          onChange={(channel) => patch({ channel })}
        />
        <FilterSelect
          label="科室"
          value={filters.department}
          options={asOptions(meta.departments.map(({ name }) => name))}
          onChange={(department) => patch({ department })}
        />
        <RangeFilter time={filters} patch={patch} />
        {used > 0 ? <Button onClick={() => patch(CLEARED)}>清除筛选</Button> : null}
      </div>
    </search>
  );
}
