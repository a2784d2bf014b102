import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { uploadedRows } from '../../../crawlers/import/uploaded-rows.ts';
import type { AccountRole } from '../../../dashboards/account-contract.ts';
import { apiError } from '../../../dashboards/contract.ts';
import { createAccounts, ensureFirstAccount } from '../../../dashboards/server/accounts.ts';
import { createServer } from '../../../dashboards/server/create-server.ts';
import type { ServerDeps, ServerOptions } from '../../../dashboards/server/server-deps.ts';
import type { AnyAction } from '../../../pipeline/action-hop.ts';
import { applyAction } from '../../../pipeline/alert/apply-action.ts';
import { actOnCase } from '../../../pipeline/case-actions.ts';
import type { ActionResult } from '../../../pipeline/model/action.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { Notice } from '../../../pipeline/model/notice.ts';
import type { SourceStatus } from '../../../pipeline/model/source-status.ts';
import { NO_PLACES } from '../../../pipeline/model/verdict.ts';
import { createLiveFeed } from '../../../pipeline/notify/live-feed.ts';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { openRulebook } from '../../../pipeline/rulebook/open-rulebook.ts';
import { actOnSilence } from '../../../pipeline/silence-actions.ts';
import { openDatabase } from '../../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteQueries } from '../../../pipeline/store/sqlite/sqlite-queries.ts';
import { createSqliteStore } from '../../../pipeline/store/sqlite/sqlite-store.ts';
import type { Store } from '../../../pipeline/store/store.ts';
import { readShippedYears } from '../../../pipeline/working-days/chinese-days.ts';
import { createWorkingDays } from '../../../pipeline/working-days/working-days.ts';
import { escalationSpec, heatSpec, lexiconSpec, packSpec } from '../../../rules/schema.ts';
import { writeRuleFolder } from '../../support/rule-folder.ts';
import { MONDAY_NINE, ROUTING, SCORING, SILENT_LOG, sampleAlert, sampleAnalysed } from '../../support/samples.ts';
import { fieldFromWords } from '../../support/segmented-subject.ts';

const cutKnown = (text: string): readonly string[] =>
  text.match(/漏水|渗水|屋顶|房屋|演练|车库|地下|龙湾|公馆|\p{L}|[^\p{L}]/gu) ?? [];

const MINUTE = 60_000;
export const at = (minutes: number) => toShanghai(MONDAY_NINE + minutes * MINUTE);

const PACKS = [
  packSpec.parse({
    id: 'quality',
    name: '工程质量',
    role: 'topic',
    topic: '工程质量安全',
    owner: '质监站',
    rules: [
      { id: 'quality.leak', name: '房屋渗漏', expression: '漏水', severity: 30 },
      { id: 'quality.old', name: '旧规则', expression: '旧', retired: '并入房屋渗漏' },
    ],
  }),
];
const DISTRICTS = lexiconSpec.parse({ name: '区县', entries: ['东昌府区', { name: '茌平区', aliases: ['茌平'] }] });

const STILL = {
  version: 'v1',
  packs: PACKS,
  scoring: SCORING,
  routing: ROUTING,
  lexicon: new Map([['区县', DISTRICTS]]),
  escalation: escalationSpec.parse(parse(readFileSync(join(RULES_DIR, 'escalation.yaml'), 'utf8'))),
  heat: heatSpec.parse(parse(readFileSync(join(RULES_DIR, 'heat.yaml'), 'utf8'))),
};

export type TestServer = Awaited<ReturnType<typeof openServer>>;

/**
 * The whole server on a real SQLite file in a temporary folder, with a clock that the test moves. With `ownRules` the rules
 * are those of its rulebook, a small folder; otherwise two rules that stand still.
 */
export async function openServer(options: ServerOptions = {}, more: Partial<ServerDeps> & { ownRules?: boolean } = {}) {
  const { ownRules = false, ...moreDeps } = more;
  const dir = mkdtempSync(join(tmpdir(), 'yuqing-server-'));
  const clock = { now: MONDAY_NINE + 60 * MINUTE };
  const now = () => clock.now;
  const database = openDatabase(join(dir, 'test.db'), { sync: 'normal' });
  const store = createSqliteStore(database);
  const queries = createSqliteQueries(database, { log: SILENT_LOG });
  const live = createLiveFeed(20);
  const errors: object[] = [];
  const webRoot = join(dir, 'web');
  writeWeb(webRoot);
  await seed(store);
  const runs: string[] = [];
  const rulesDir = join(dir, 'rules');
  await writeRuleFolder(rulesDir);
  let ids = 0;
  const rulebook = await openRulebook({
    store,
    queries,
    rulesDir,
    segmenter: {
      cut: cutKnown,
      boundaries: (text) => fieldFromWords(cutKnown(text)).boundary,
      partOfSpeech: () => 'x',
    },
    now,
    newId: () => `draft-${++ids}`,
    log: SILENT_LOG,
    pollMs: 60_000,
  });
  const deps: ServerDeps = {
    tableRows: uploadedRows,
    queries,
    store,
    submitAction: (action) => submit(store, action, now),
    live,
    rules: () => (ownRules ? rulebook.inForce.current() : STILL),
    workingDays: createWorkingDays(readShippedYears()),
    rulebook,
    runSource: async (id) => {
      runs.push(id);
      return 'started';
    },
    webRoot,
    now,
    random: (bytes) => randomBytes(bytes),
    log: { ...SILENT_LOG, error: (fields) => errors.push(fields) },
    ...moreDeps,
  };
  const app = createServer(deps, options);
  const first = await ensureFirstAccount(store, deps);
  const accounts = createAccounts(deps);

  const server = {
    app,
    deps,
    store,
    live,
    clock,
    errors,
    runs,
    dir,
    first: first!,
    accounts,
    /** Status and JSON of a request; the cookie is that of `login`. */
    async call(method: string, path: string, { cookie = '', body, headers = {} }: CallOptions = {}) {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const response = await app.request(path, { method, headers: { ...type, cookie, ...headers }, ...sent });
      const text = await response.text();
      const json: unknown = response.headers.get('content-type')?.includes('/json') ? JSON.parse(text) : undefined;
      return { status: response.status, json, text, headers: response.headers };
    },
    /** Calls and parses with the shape of the contract; fails on any other status. */
    async get<T extends z.ZodType>(shape: T, path: string, cookie: string): Promise<z.output<T>> {
      const { status, json, text } = await server.call('GET', path, { cookie });
      if (status !== 200) throw new Error(`${path} gave ${status}: ${text}`);
      return shape.parse(json);
    },
    async login(account = first!.account, password = first!.password): Promise<string> {
      const { status, headers, text } = await server.call('POST', '/api/session', { body: { account, password } });
      if (status !== 200) throw new Error(`log-in gave ${status}: ${text}`);
      return cookieOf(headers);
    },
    /** Makes an account and logs in with it. */
    async loginAs(role: AccountRole, department = '办公室'): Promise<string> {
      const name = `${role}-${randomBytes(4).toString('hex')}`;
      const made = await accounts.create({ account: name, name: `${role}某`, role, department });
      return server.login(name, made.password);
    },
    async close() {
      await rulebook.close();
      await database.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return server;
}

interface CallOptions {
  cookie?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export function cookieOf(headers: Headers): string {
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

export function codeOf(json: unknown): string {
  return apiError.parse(json).error.code;
}

/** As the stateful hop does it, but for what is done to events: that has its own acceptance tests, with the whole chain. */
async function submit(store: Store, action: AnyAction, now: () => number): Promise<ActionResult> {
  const isSilence = action.kind === 'silence' || action.kind === 'approve-silence' || action.kind === 'end-silence';
  if ('caseId' in action || isSilence) {
    if ('caseId' in action) await actOnCase(action, { store, channels: ['in-app'] });
    else await actOnSilence(action, { store }, { now, log: SILENT_LOG, signal: new AbortController().signal });
    const result = await store.actionResult(action.actionId);
    if (result === null) throw new Error('the action left no result');
    return result;
  }
  if (!('alertId' in action)) throw new Error('this server has nobody who could apply what is done to events');
  const applied = applyAction(await store.alert(action.alertId), action, action.at);
  await store.commit({
    alerts: applied.alert === null ? [] : [applied.alert],
    actionResults: [applied.result],
    audit: [applied.audit],
  });
  return applied.result;
}

function writeWeb(root: string) {
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>舆情</title>');
  writeFileSync(join(root, 'assets', 'app-1a2b.js'), `// ${'x'.repeat(3000)}`);
  writeFileSync(join(root, '..', 'secret.txt'), 'secret');
  writeFileSync(join(root, '.hidden'), 'hidden');
}

export const SOURCE: SourceStatus = {
  sourceId: 'forum',
  name: '水城论坛',
  kind: 'list-page',
  channel: 'forum',
  addresses: ['https://forum.example/'],
  verified: false,
  enabled: true,
  schedule: '*/10 * * * *',
  state: 'failing',
  reason: '连接超时',
  lastRunAt: at(0),
  lastSuccessAt: null,
  lastRun: null,
};

const notice = (more: Partial<Notice>): Notice => ({
  noticeId: 'n_1',
  alertId: 'a_1',
  eventId: 'e_1',
  level: '橙',
  receiver: '质监站:联络员',
  channel: 'in-app',
  reason: 'raised',
  title: '新预警',
  body: '龙湾公馆地下车库漏水',
  createdAt: at(1),
  state: 'sent',
  attempts: 1,
  nextAttemptAt: null,
  sentAt: at(1),
  problem: null,
  dueAt: null,
  held: false,
  partsSent: 0,
  halvings: 0,
  decisions: [],
  ...more,
});

/** 25 posts a minute apart, one event, one alert led by 质监站, one led by 办公室, two notices, two sources. */
async function seed(store: Store) {
  const hit = { rule: 'quality.leak', name: '房屋渗漏', version: 'v1' };
  const posts = Array.from({ length: 25 }, (_, i) =>
    sampleAnalysed(
      { docId: `d_${i + 1}`, publishedAt: at(i), eventTime: at(i), sourceId: i < 20 ? 'forum' : 'news' },
      { hits: [{ ...hit, spans: [{ field: 'text', start: 6, end: 8, term: '漏水' }] }], domain: i < 20 },
    ),
  );
  await store.commit({
    posts,
    memberships: posts
      .slice(0, 3)
      .map(({ post }) => ({ docId: post.docId, eventId: 'e_1', at: at(0), copyOf: null, trace: '' })),
    responses: [
      {
        responseId: 'p_1',
        docId: 'd_1',
        eventId: 'e_1',
        text: '已责成物业维修',
        by: '质监站',
        at: at(30),
        url: null,
        origin: 'crawled',
      },
    ],
    events: [
      {
        eventId: 'e_1',
        title: '龙湾公馆地下车库漏水',
        topic: '工程质量安全',
        district: '东昌府区',
        estate: '龙湾公馆',
        firstAt: at(0),
        lastAt: at(2),
        firstDocId: 'd_1',
        postCount: 3,
        copyCount: 0,
        sourceCount: 1,
        sources: ['forum'],
        gravestDocId: 'd_1',
        titleDocId: 'd_1',
        placeDocId: 'd_1',
        score: 62,
        level: '橙',
        words: [{ word: '漏水', weight: 1 }],
        version: 1,
      },
    ],
    notices: [notice({}), notice({ noticeId: 'n_2', receiver: '人事科:联络员', createdAt: at(2) })],
    alerts: [
      sampleAlert({ detectedAt: at(1) }),
      sampleAlert({
        alertId: 'a_2',
        docId: 'd_2',
        level: '红',
        topic: '公积金',
        title: '公积金提取难',
        channel: 'news',
        places: { ...NO_PLACES, district: '茌平区' },
        route: { lead: '办公室', co: ['人事科'], receivers: ['办公室:联络员'], path: [], policy: '常规' },
        detectedAt: at(2),
      }),
    ],
    audit: [{ at: at(1), actor: 'system', action: 'alert.raised', object: 'a_1', detail: { level: '橙' } }],
    outcomes: posts.map(({ post }) => ({
      rawId: post.rawId,
      docId: post.docId,
      sourceId: post.sourceId,
      kind: 'indexed' as const,
      duplicateOf: null,
      reason: null,
      at: at(0),
    })),
  });
  await store.putState('source', 'forum', SOURCE, null);
  await store.putState(
    'source',
    'off',
    { ...SOURCE, sourceId: 'off', name: '停用的', enabled: false, state: 'off' },
    null,
  );
}
