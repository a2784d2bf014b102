import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { describeFile } from '../../../pipeline/rulebook/describe-file.ts';
import type { Edit } from '../../../rules/edit.ts';
import {
  type RuleFileHead,
  ruleFileDetail,
  ruleFileList,
  ruleFileQuery,
  type TrialLine,
  trialLine,
  trialRequest,
} from '../../rulebook-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { LINES, lineStream } from '../line-stream.ts';
import { offer } from '../rule-offers.ts';
import type { ServerDeps } from '../server-deps.ts';
import { headOf } from './rule-routes.ts';

const tag = '规则文件';
/** In the order of what people look for: how it is scored, where it goes, who is told, then the lists. */
const ORDER: readonly RuleFileHead['kind'][] = ['scoring', 'routing', 'escalation', 'notices', 'heat', 'list'];

/** The files of the rules beside the packs: what they hold, and what an edit of one would do. */
export function ruleFileRoutes(deps: ServerDeps): Endpoint[] {
  const { rulebook, now } = deps;
  const files = () => rulebook.inForce.current().files;
  const touches =
    (path: string) =>
    ({ edit }: { edit: Edit }) =>
      edit.kind === 'file' && edit.path === path;

  const list = endpoint(
    'login',
    {
      method: 'get',
      path: '/api/rule-files',
      tag,
      summary: '名单、派送、计分等文件',
      query: noQuery,
      body: noBody,
      answers: { 200: ruleFileList },
    },
    ({ session: { account } }) => {
      const edits = rulebook.inForce.edits();
      const items = [...files()].map(([path, file]) => describeFile(path, file, edits));
      items.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.name.localeCompare(b.name, 'zh-CN'));
      return ok({ items, mayDraft: offer(account, 'draft-rules'), serverTime: toShanghai(now()) });
    },
  );
  const detail = endpoint(
    'login',
    {
      method: 'get',
      path: '/api/rule-files/one',
      tag,
      summary: '一个文件的全文与历次修改',
      query: ruleFileQuery,
      body: noBody,
      answers: { 200: ruleFileDetail },
    },
    async ({ query: { path }, session: { account } }) => {
      const file = files().get(path);
      if (file === undefined)
        throw new ApiProblem('not-found', `没有规则文件 ${path}`, { hint: '请从规则文件列表重新进入' });
      const versions = (await rulebook.versions.list()).filter(({ changes }) => changes.some(touches(path)));
      const drafts = (await rulebook.drafts.list())
        .map(({ draft }) => draft)
        .filter(({ state, edits }) => (state === 'draft' || state === 'proposed') && edits.some(touches(path)));
      return ok({
        head: describeFile(path, file, rulebook.inForce.edits()),
        text: file.text,
        shipped: file.shipped === file.text ? null : file.shipped,
        history: versions.map(headOf),
        drafts: drafts.map(({ draftId, title, author }) => ({ draftId, title, author })),
        mayDraft: offer(account, 'draft-rules'),
        serverTime: toShanghai(now()),
      });
    },
  );
  const trial = endpoint(
    'draft-rules',
    {
      method: 'post',
      path: '/api/rules/trial',
      tag,
      summary: '试几处修改：检查，再看近期帖文的研判怎样变',
      query: noQuery,
      body: trialRequest,
      answers: { 200: trialLine },
      contentType: LINES,
    },
    ({ c, body: { edits, days } }) =>
      lineStream<TrialLine>(c, deps, (options) => rulebook.tryEdits(edits, { days, ...options })),
  );
  return [list, detail, trial];
}
