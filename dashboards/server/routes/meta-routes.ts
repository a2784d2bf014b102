import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { WARNING_LEVELS } from '../../../pipeline/model/levels.ts';
import { meta } from '../../contract.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { ACTION_KINDS, ACTION_WORDS } from '../permissions.ts';
import type { ServerDeps } from '../server-deps.ts';
import { FIXED_LISTS, LEVEL_WORDS } from '../words.ts';

/** Name of the lexicon list with the districts. */
const DISTRICTS = '区县';

/** Every list and word a page needs. */
export function metaRoutes({ rules, now }: Pick<ServerDeps, 'rules' | 'now'>): Endpoint[] {
  const spec = {
    method: 'get',
    path: '/api/meta',
    tag: '总览',
    summary: '页面所用的列表和词语',
    query: noQuery,
    body: noBody,
    answers: { 200: meta },
  } as const;
  return [
    endpoint('login', spec, () => {
      const { version, packs, scoring, routing, lexicon } = rules();
      return ok({
        ...FIXED_LISTS,
        serverTime: toShanghai(now()),
        timeZone: 'Asia/Shanghai',
        rulesVersion: version,
        topics: [...new Set(packs.flatMap((pack) => (pack.topic === undefined ? [] : [pack.topic])))],
        districts: (lexicon.get(DISTRICTS)?.entries ?? []).map(({ name }) => name),
        levels: WARNING_LEVELS.map((level) => ({ level, name: LEVEL_WORDS[level], score: scoring.levels[level] })),
        departments: routing.departments.map(({ name, duty, roles }) => ({ name, duty, roles })),
        actions: ACTION_KINDS.map((id) => ({ id, name: ACTION_WORDS[id], needsReason: id !== 'acknowledge' })),
      });
    }),
  ];
}
