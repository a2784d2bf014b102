import { App, Input, Select } from 'antd';
import { useState } from 'react';
import type { AlertView, SilenceRequest } from '../../alert-contract.ts';
import { useAlerts } from '../data/alerts.ts';
import { followAction } from '../data/followed-actions.ts';
import { useMeta } from '../data/meta.ts';
import { serverClock } from '../data/server-clock.ts';
import { useSilenceOrder } from '../data/silences.ts';
import { totalWords } from '../text/numbers.ts';
import { SILENCE_HOURS, takesTwo, untilAfter } from '../text/silences.ts';
import { Field } from './field.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

interface Scope {
  topic: string | null;
  district: string | null;
  estate: string;
}
const NOWHERE: Scope = { topic: null, district: null, estate: '' };

/** Asks for a silence about a topic, a district or an estate, or where several of them meet. */
export function NewSilenceDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const { message } = App.useApp();
  const meta = useMeta();
  const order = useSilenceOrder(({ state, actionId }) => {
    if (state === 'pending') followAction(actionId, '静默');
    else void message.success(takesTwo(upTo) ? '已提出，等另一人同意后生效' : '已静默');
    leave();
  });
  const [scope, setScope] = useState(NOWHERE);
  const [upTo, setUpTo] = useState<AlertView['level']>('黄');
  const [hours, setHours] = useState(24);
  const [missing, setMissing] = useState(false);
  const match = matchOf(scope);
  const leave = () => {
    order.reset();
    setScope(NOWHERE);
    setMissing(false);
    onClose();
  };
  const go = (reason: string) => {
    if (Object.keys(match).length === 0) return setMissing(true);
    const until = untilAfter(hours, serverClock.now());
    order.mutate({ kind: 'silence', body: { match, upTo, until, reason } });
  };
  const names = (list: readonly string[]) => list.map((name) => ({ value: name, label: name }));
  const change = (changes: Partial<Scope>) => {
    setMissing(false);
    setScope({ ...scope, ...changes });
  };
  return (
    <ReasonDialog
      open={open}
      title="新的静默"
      okText={takesTwo(upTo) ? '提出静默' : '确认静默'}
      reasonLabel="理由"
      needsReason
      pending={order.isPending}
      error={order.error}
      onOk={go}
      onClose={leave}
    >
      <ul className="effects">
        <li>范围内{upTo}色及以下的预警不通知、不逐级上报；更高级别的照常通知。几项都选的，须同时符合。</li>
        <li>到结束时间仍未签收的，补发通知并照常上报；法定时限和个案的催办不停。</li>
        {takesTwo(upTo) ? <li>橙色及以上须由另一人同意后才生效。</li> : null}
      </ul>
      <Field label="主题">
        {(id) => (
          <Select<string>
            id={id}
            value={scope.topic}
            allowClear
            placeholder="不限主题"
            style={{ width: '100%' }}
            options={names(meta.topics)}
            onChange={(topic) => change({ topic: topic ?? null })}
          />
        )}
      </Field>
      <Field label="区县">
        {(id) => (
          <Select<string>
            id={id}
            value={scope.district}
            allowClear
            placeholder="不限区县"
            style={{ width: '100%' }}
            options={names(meta.districts)}
            onChange={(district) => change({ district: district ?? null })}
          />
        )}
      </Field>
      <Field label="小区（须与预警上的名称一致）">
        {(id) => (
          <Input
            id={id}
            value={scope.estate}
            maxLength={100}
            onChange={({ target }) => change({ estate: target.value })}
          />
        )}
      </Field>
      {missing ? (
        <p role="alert" className="problem">
          请至少选主题、区县、小区中的一项。
        </p>
      ) : null}
      <Field label="到哪一级">
        {(id) => (
          <Select
            id={id}
            value={upTo}
            style={{ width: '100%' }}
            options={meta.levels.map(({ level }) => ({ value: level, label: `${level}色及以下` }))}
            onChange={setUpTo}
          />
        )}
      </Field>
      <Field label="时长">
        {(id) => <Select id={id} style={{ width: '100%' }} value={hours} onChange={setHours} options={SILENCE_HOURS} />}
      </Field>
      {open && (scope.topic ?? scope.district) !== null ? <Covered scope={scope} upTo={upTo} /> : null}
    </ReasonDialog>
  );
}

/** How many alerts it would keep from being told just now; one estate of them cannot be counted apart. */
function Covered({ scope, upTo }: { scope: Scope; upTo: AlertView['level'] }) {
  const { levels } = useMeta();
  const rank = levels.findIndex(({ level }) => level === upTo);
  const { data } = useAlerts({
    state: ['open'],
    level: levels.slice(0, rank + 1).map(({ level }) => level),
    ...(scope.topic === null ? {} : { topic: scope.topic }),
    ...(scope.district === null ? {} : { district: scope.district }),
  });
  const first = data?.pages[0];
  if (first === undefined) return null;
  const most = scope.estate.trim() === '' ? '现在有' : '现在至多有';
  return (
    <p className="muted" data-testid="covered">
      {most} {totalWords(first.total, first.totalCapped)} 条待签收的预警在这个范围里。
    </p>
  );
}

function matchOf({ topic, district, estate }: Scope): SilenceRequest['match'] {
  const name = estate.trim();
  return {
    ...(topic === null ? {} : { topic }),
    ...(district === null ? {} : { district }),
    ...(name === '' ? {} : { estate: name }),
  };
}
