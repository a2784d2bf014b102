import { toShanghai } from '../../../pipeline/model/calendar.ts';
import {
  type SourceRow,
  type SourceRunStarted,
  type SourceSaved,
  sourceDraft,
  sourceList,
  sourceRetirement,
  sourceRow,
  sourceRunStarted,
  sourceSaved,
  sourceSwitch,
} from '../../source-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { writeAudit } from '../audit.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { may } from '../permissions.ts';
import type { ServerDeps, SourceEditor } from '../server-deps.ts';
import { readSources } from '../source-states.ts';

/** Sources: how they do, and changes to them, which hold from the next run on without a restart. */
export function sourceRoutes(deps: ServerDeps): Endpoint[] {
  const { store, now } = deps;
  const shape = { tag: '信息源', query: noQuery, body: noBody } as const;
  const list = endpoint(
    'login',
    { ...shape, method: 'get', path: '/api/sources', summary: '信息源及其状况', answers: { 200: sourceList } },
    async ({ session: { account } }) => {
      const mayRun = deps.runSource !== undefined && may(account.role, 'run-source');
      const mayEdit = deps.sourceEditor !== undefined && may(account.role, 'edit-sources');
      return ok({ items: await readSources(store), mayRun, mayEdit, serverTime: toShanghai(now()) });
    },
  );
  const run = endpoint(
    'run-source',
    {
      ...shape,
      method: 'post',
      path: '/api/sources/{id}/run',
      summary: '立即采集一次',
      answers: { 202: sourceRunStarted },
    },
    async ({ param, session: { account } }) => {
      const sourceId = param('id');
      const source = (await readSources(store)).find((one) => one.sourceId === sourceId);
      if (source === undefined) throw noSuchSource();
      if (deps.runSource === undefined) {
        throw new ApiProblem('unavailable', '本进程不负责采集，无法立即运行', { hint: '请在运行采集的服务器上操作' });
      }
      if (!source.enabled) {
        throw new ApiProblem('refused', `信息源“${source.name}”已停用或撤下`, { hint: '请先在信息源清单中启用' });
      }
      const state = await deps.runSource(sourceId);
      await writeAudit(deps, { actor: account.account, action: 'source.run', object: sourceId, detail: { state } });
      const body: SourceRunStarted = { sourceId, state };
      return { status: 202, body };
    },
  );
  return [list, run, ...editRoutes(deps)];
}

function editRoutes(deps: ServerDeps): Endpoint[] {
  const shape = { tag: '信息源', query: noQuery } as const;
  const rowOf = (id: string): SourceRow => {
    const row = editorOf(deps).read(id);
    if (row === null) throw noSuchSource();
    return { sourceId: id, ...row };
  };
  const audit = (actor: string, action: Parameters<typeof writeAudit>[1]['action'], object: string, detail = {}) =>
    writeAudit(deps, { actor, action, object, detail });
  return [
    endpoint(
      'edit-sources',
      {
        ...shape,
        method: 'get',
        path: '/api/sources/{id}/row',
        summary: '信息源的写法',
        body: noBody,
        answers: { 200: sourceRow },
      },
      ({ param }) => ok(rowOf(param('id'))),
    ),
    endpoint(
      'edit-sources',
      {
        ...shape,
        method: 'post',
        path: '/api/sources/{id}/enabled',
        summary: '启用或停用',
        body: sourceSwitch,
        answers: { 200: sourceRow },
      },
      async ({ param, body: { enabled }, session: { account } }) => {
        const id = param('id');
        if (rowOf(id).retired)
          throw new ApiProblem('refused', '这个信息源已撤下', { hint: '请先恢复它，再启用或停用' });
        if (rowOf(id).enabled !== enabled) {
          await editorOf(deps).setEnabled(id, enabled);
          await audit(account.account, enabled ? 'source.enabled' : 'source.disabled', id);
        }
        return ok(rowOf(id));
      },
    ),
    endpoint(
      'edit-sources',
      {
        ...shape,
        method: 'post',
        path: '/api/sources/{id}/retired',
        summary: '撤下一个信息源，或恢复它；帖文都保留',
        body: sourceRetirement,
        answers: { 200: sourceRow },
      },
      async ({ param, body: { retired, reason }, session: { account } }) => {
        const id = param('id');
        if (rowOf(id).retired !== retired) {
          await editorOf(deps).setRetired(id, retired);
          await audit(account.account, retired ? 'source.retired' : 'source.recalled', id, { reason });
        }
        return ok(rowOf(id));
      },
    ),
    endpoint(
      'edit-sources',
      {
        ...shape,
        method: 'post',
        path: '/api/sources',
        summary: '新增或修改一个信息源（YAML）',
        body: sourceDraft,
        answers: { 200: sourceSaved },
      },
      async ({ body: { text }, session: { account } }) => {
        const saved = await editorOf(deps).save(text);
        const answer: SourceSaved =
          'saved' in saved
            ? { sourceId: saved.saved, issues: [] }
            : { sourceId: null, issues: saved.issues.map((issue) => ({ ...issue, hint: issue.hint ?? null })) };
        if (answer.sourceId !== null) await audit(account.account, 'source.saved', answer.sourceId, { text });
        return ok(answer);
      },
    ),
    endpoint(
      'edit-sources',
      {
        ...shape,
        method: 'delete',
        path: '/api/sources/{id}/row',
        summary: '恢复为自带的写法',
        body: noBody,
        answers: { 200: sourceRow },
      },
      async ({ param, session: { account } }) => {
        const id = param('id');
        if (!rowOf(id).shipped)
          throw new ApiProblem('refused', '这个信息源是在本系统中新增的，没有自带的写法', { hint: '不再使用时请停用' });
        await editorOf(deps).restore(id);
        await audit(account.account, 'source.restored', id);
        return ok(rowOf(id));
      },
    ),
  ];
}

function editorOf({ sourceEditor }: ServerDeps): SourceEditor {
  if (sourceEditor !== undefined) return sourceEditor;
  throw new ApiProblem('unavailable', '本进程不负责采集，无法修改信息源', { hint: '请在运行采集的服务器上操作' });
}

function noSuchSource(): ApiProblem {
  return new ApiProblem('not-found', '没有这个信息源', { hint: '请核对信息源清单' });
}
