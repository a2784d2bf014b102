import { Input, Segmented, Skeleton } from 'antd';
import { Link } from 'react-router';
import type { CaseRow } from '../../case-contract.ts';
import { RunningClock } from '../components/clock-cell.tsx';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { FilterSelect } from '../components/filter-select.tsx';
import { LevelTag } from '../components/level-tag.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { When } from '../components/when.tsx';
import { useCases } from '../data/cases.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { readCaseFilters, SCOPES } from '../text/case-filters.ts';
import { totalWords } from '../text/numbers.ts';
import '../styles/search.css';
import '../styles/cases.css';

const EMPTY = {
  mine: ['没有等您办的个案', '轮到您的岗位时会自动出现在这里；本科室和全部个案可在上面切换。'],
  department: ['没有本科室的个案', '本科室牵头或协办的个案会出现在这里。'],
  all: ['没有符合条件的个案', '新预警会自动立案；也可以放宽筛选条件。'],
} as const;

export function CasesPage() {
  useTitle('个案');
  const meta = useMeta();
  const [params, patch] = useUrlState();
  const filters = readCaseFilters(params);
  const list = useCases(filters);
  const { data, error, refetch } = list;
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const first = data?.pages[0];
  const [title, hint] = EMPTY[filters.scope];
  return (
    <div className="page narrow">
      <h1 className="page-title">个案</h1>
      <div className="case-filters">
        <Segmented
          aria-label="范围"
          value={filters.scope}
          options={SCOPES.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(scope) => patch({ scope: scope === 'mine' ? null : scope })}
        />
        <FilterSelect
          label="状态"
          value={filters.state}
          options={meta.caseStates}
          onChange={(state) => patch({ state })}
        />
        <FilterSelect
          label="级别"
          value={filters.level}
          options={meta.levels.map(({ level, name }) => ({ id: level, name }))}
          onChange={(level) => patch({ level })}
        />
        <Input.Search
          aria-label="标题或主题"
          placeholder="标题或主题"
          defaultValue={filters.q}
          allowClear
          onSearch={(q) => patch({ q: q.trim() })}
        />
      </div>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {first ? <p className="muted">共 {totalWords(first.total, first.totalCapped)} 件，先超时、再按截止时间</p> : null}
      {first && rows.length === 0 ? <EmptyNote title={title}>{hint}</EmptyNote> : null}
      {data || error ? null : <Skeleton active paragraph={{ rows: 8 }} />}
      <ul className="found" data-testid="cases">
        {rows.map((row) => (
          <CaseItem key={row.caseId} row={row} />
        ))}
      </ul>
      <MoreButton list={list} />
    </div>
  );
}

function CaseItem({ row }: { row: CaseRow }) {
  const meta = useMeta();
  return (
    <li className={row.overdue ? 'overdue' : ''} data-testid="case-row">
      <p className="found-head">
        <LevelTag level={row.level} />
        <strong>
          {row.state === 'archived' && row.ending !== null
            ? wordFor(meta.caseEndings, row.ending)
            : wordFor(meta.caseStates, row.state)}
        </strong>
        {row.mine ? <span className="turn">等您办</span> : null}
        <span className="push">
          {row.dueAt === null ? (
            <span className="clock clock-none">无时限</span>
          ) : (
            <>
              <span className="muted due-name">{row.dueName}</span> <RunningClock deadline={{ dueAt: row.dueAt }} />
            </>
          )}
        </span>
      </p>
      <h2 className="post-title">
        <Link to={`/cases/${encodeURIComponent(row.caseId)}`}>{row.title}</Link>
      </h2>
      <p className="muted">
        {row.topic}；{row.grade === null ? '未定级' : row.grade}；牵头 {row.lead}
        {row.co.length === 0 ? '' : `，协办 ${row.co.join('、')}`}；立案 <When at={row.openedAt} />
        {row.mine || row.desks.length === 0 ? '' : `；等待 ${row.desks.join('、')}`}
      </p>
    </li>
  );
}
