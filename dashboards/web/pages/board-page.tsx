import { Button, Skeleton } from 'antd';
import { useMemo, useRef, useState } from 'react';
import type { AlertView, OfferedAction } from '../../alert-contract.ts';
import { ActionDialog } from '../components/action-dialog.tsx';
import { AlertDrawer } from '../components/alert-drawer.tsx';
import { AlertCards, AlertTable } from '../components/alert-list.tsx';
import { BoardFilterBar } from '../components/board-filters.tsx';
import { BurstStrip } from '../components/burst-strip.tsx';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { LevelCounts } from '../components/level-counts.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { ShortcutSheet } from '../components/shortcut-sheet.tsx';
import { SilenceLink } from '../components/silence-link.tsx';
import { useAtWork } from '../components/use-at-work.ts';
import { useBoardKeys } from '../components/use-board-keys.ts';
import { useFreshIds } from '../components/use-fresh-ids.ts';
import { useHeldRows } from '../components/use-held-rows.ts';
import { useMediaQuery } from '../components/use-media-query.ts';
import { useSlowNow } from '../components/use-now.ts';
import { useTitle } from '../components/use-title.ts';
import { addressNow, useUrlState } from '../components/use-url-state.ts';
import { useAlerts } from '../data/alerts.ts';
import { useBursts } from '../data/analysis.ts';
import { countFilters, readBoardFilters, readLevels, toAlertsQuery, toggled } from '../text/board-filters.ts';
import { burstsByAlert, burstsOfLate } from '../text/bursts.ts';
import { totalWords } from '../text/numbers.ts';
import '../styles/board.css';
import '../styles/detail.css';

const ACKNOWLEDGE: Pick<OfferedAction, 'kind' | 'name' | 'needsReason'> = {
  kind: 'acknowledge',
  name: '签收',
  needsReason: false,
};
const idOf = (alert: AlertView) => alert.alertId;

export function BoardPage() {
  useTitle('预警台');
  const [params, patch] = useUrlState();
  const filters = readBoardFilters(params);
  const query = toAlertsQuery(filters, useSlowNow());
  const view = JSON.stringify(query);
  const alerts = useAlerts(query);
  const { data } = alerts;
  const fresh = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);

  const list = useRef<HTMLDivElement>(null);
  const openId = params.get('alert');
  const [signing, setSigning] = useState<AlertView | null>(null);
  const atWork = useAtWork(list) || openId !== null || signing !== null;
  const { rows, waiting, gone, release } = useHeldRows({ fresh, atWork, view, idOf });
  const freshIds = useFreshIds(
    useMemo(() => rows.map(idOf), [rows]),
    view,
  );
  // As it stands now: an order about what it was when the window was opened would be refused, however often it is given.
  const asked = signing === null ? null : (rows.find((row) => idOf(row) === idOf(signing)) ?? signing);
  const { sheetOpen, closeSheet } = useBoardKeys({ list, rows, onAcknowledge: setSigning });

  const recent = useBursts().data;
  const bursts = useMemo(() => (recent === undefined ? [] : burstsOfLate(recent)), [recent]);
  const marks = useMemo(() => burstsByAlert(bursts), [bursts]);

  const total = data?.pages[0]?.total ?? 0;
  const narrow = useMediaQuery('(max-width: 1100px)');
  const listProps = { alerts: rows, total, fresh: freshIds, gone, bursts: marks, openId, onAcknowledge: setSigning };
  return (
    <div className="page board">
      <div className="board-head">
        <h1 className="page-title">预警台</h1>
        <LevelCounts
          filters={query}
          chosen={filters.levels}
          onToggle={(level) => patch({ level: toggled(readLevels(addressNow()), level).join(',') })}
        />
        <SilenceLink />
      </div>
      <BurstStrip bursts={bursts} />
      <BoardFilterBar filters={filters} patch={patch} />
      {alerts.error ? <ErrorNote error={alerts.error} onRetry={() => void alerts.refetch()} /> : null}
      <div role="status" aria-live="polite" className="waiting">
        {waiting.length > 0 ? (
          <Button
            type="primary"
            data-testid="waiting-alerts"
            onClick={() => {
              release();
              window.scrollTo({ top: 0 });
            }}
          >
            有 {waiting.length} 条新预警
          </Button>
        ) : null}
      </div>
      <div ref={list} className={alerts.isPlaceholderData ? 'is-old' : undefined} aria-busy={alerts.isPlaceholderData}>
        {rows.length === 0 ? null : narrow ? <AlertCards {...listProps} /> : <AlertTable {...listProps} />}
      </div>
      {alerts.isPending && !alerts.error ? <Skeleton active paragraph={{ rows: 10 }} /> : null}
      {data && rows.length === 0 ? <NoAlerts filtered={countFilters(filters) > 0} /> : null}
      {data ? (
        <p className="list-foot muted">
          共 {totalWords(total, data.pages[0]?.totalCapped ?? false)} 条
          {rows.length < total ? `，已列出 ${rows.length} 条` : ''}
          <MoreButton list={alerts} whenNear={!alerts.isPlaceholderData} />
        </p>
      ) : null}
      <AlertDrawer alertId={openId} onClose={() => patch({ alert: null })} />
      {asked === null ? null : <ActionDialog alert={asked} action={ACKNOWLEDGE} onClose={() => setSigning(null)} />}
      <ShortcutSheet open={sheetOpen} onClose={closeSheet} />
    </div>
  );
}

function NoAlerts({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <EmptyNote title="没有符合筛选的预警">放宽或清除筛选再看；已办结的在「已办结」里。</EmptyNote>
  ) : (
    <EmptyNote title="现在没有未办结的预警">
      新预警会自动出现在这里，不必刷新。想看以前的，请选「已办结」或「全部」。
    </EmptyNote>
  );
}
