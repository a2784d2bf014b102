import { ConfigError } from '../../../pipeline/errors.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import {
  FILLED_KINDS,
  mergeList,
  NO_HEADINGS,
  REGISTER_FILES,
  type RegisterReading,
  type RegisterRow,
  readRegister,
} from '../../../pipeline/places/read-register.ts';
import { emptyLists, type RegisterLists } from '../../../pipeline/places/register.ts';
import { LONGEST_FILE } from '../../../rules/edit.ts';
import { registerPreview, registerRequest } from '../../rulebook-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noQuery, ok } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';

const MOST_REJECTIONS = 200;

/** The register of projects before it becomes a draft: what it would make of the lists of places. */
export function registerRoutes({ rulebook, tableRows, now }: ServerDeps): Endpoint[] {
  if (tableRows === undefined) return [];
  const preview = endpoint(
    'draft-rules',
    {
      method: 'post',
      path: '/api/rule-files/register',
      tag: '规则文件',
      summary: '看登记表会给地名名单带来什么变化',
      query: noQuery,
      body: registerRequest,
      answers: { 200: registerPreview },
    },
    async ({ body: { name, content } }) => {
      const lists = emptyLists();
      const { read, accepted, rejections } = await reading(tableRows(Buffer.from(content, 'base64')), lists, name);
      const files = rulebook.inForce.current().files;
      const changes = FILLED_KINDS.map((kind) => {
        const path = `lexicon/${REGISTER_FILES[kind]}`;
        return { path, ...mergeList(kind, lists, files.get(path)?.text ?? null) };
      }).filter(({ added, changed }) => added.length + changed.length > 0);
      const long = changes.find(({ text }) => text.length > LONGEST_FILE);
      if (long !== undefined) {
        throw new ApiProblem('invalid-request', `名单“${long.name}”将有 ${long.after} 个名称，放不进一份草稿`, {
          hint: '请用命令 gazetteer import 写入规则目录，或把登记表分成几份、只留需要监测的项目',
        });
      }
      return ok({
        ...{ read, accepted, left: rejections.length, rejections: rejections.slice(0, MOST_REJECTIONS) },
        lists: changes.map(({ kind: _, ...change }) => ({
          ...change,
          added: [...change.added],
          changed: [...change.changed],
        })),
        serverTime: toShanghai(now()),
      });
    },
  );
  return [preview];
}

async function reading(rows: AsyncIterable<RegisterRow>, lists: RegisterLists, name: string): Promise<RegisterReading> {
  try {
    const found = await readRegister(rows, lists);
    if (found !== null) return found;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Where the file lay meanwhile says nothing to whoever sent it.
    const [issue] = error.issues;
    throw new ApiProblem('invalid-request', `${name}：${issue?.message ?? '读不出来'}`, {
      hint: issue?.hint ?? '请用 xlsx 或 csv 文件',
    });
  }
  throw new ApiProblem('invalid-request', `${name}：${NO_HEADINGS.message}`, { hint: NO_HEADINGS.hint });
}
