import { Client, errors } from '@elastic/elasticsearch';
import { z } from 'zod';
import { connectionAdvice } from '../../connection-advice.ts';
import {
  ConfigError,
  ConflictError,
  CursorError,
  FatalError,
  PoisonError,
  RetryableError,
  StorageError,
  UnreachableError,
} from '../../errors.ts';
import type { Logger } from '../../stage.ts';
import { bulkPortions, type Encoded } from './elastic-bulk-body.ts';
import type { Found, Source, Write, Written } from './elastic-write.ts';

/**
 * The only file that knows the client package. What the store needs is told in our words, answers are read with zod, and
 * errors become ours.
 */
export interface ElasticSettings {
  /** With scheme and port. */
  url: string;
  account?: { username: string; password: string };
  /** Certificate authority in PEM where the system does not know it. */
  ca?: string;
}

/** JSON that Elasticsearch takes. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

export interface Search {
  index: string;
  query: Json;
  sort?: Json;
  size: number;
  after?: readonly (string | number)[];
  /** Counts up to this many. */
  count?: number;
  aggs?: Record<string, Json>;
  /** A frozen view, instead of `index`. */
  pit?: string;
}

export interface Hits {
  hits: readonly { id: string; source: Source; sort: readonly (string | number)[] }[];
  total: number;
  aggs: unknown;
}

export type Elastic = ReturnType<typeof createElastic>;

const REQUEST_TIMEOUT_MS = 30_000;
/** Ids in one request for documents. */
const MOST_IDS = 2_000;
/** Writes of a request that are refused for want of room are sent again so often, waiting ever longer. */
const ROUNDS = 6;
const FIRST_WAIT_MS = 100;
const PIT_KEPT = '5m';

const totalHits = z.object({ value: z.number() });
const searchAnswer = z.object({
  hits: z.object({
    total: totalHits.optional(),
    hits: z.array(
      z.object({
        _id: z.string(),
        _source: z.record(z.string(), z.unknown()).default({}),
        sort: z.array(z.union([z.string(), z.number()])).default([]),
      }),
    ),
  }),
  aggregations: z.unknown().optional(),
});
const documents = z.object({
  docs: z.array(
    z.object({
      _index: z.string(),
      _id: z.string(),
      found: z.boolean().optional(),
      _source: z.record(z.string(), z.unknown()).optional(),
      _seq_no: z.number().optional(),
      _primary_term: z.number().optional(),
      error: z.object({ type: z.string(), reason: z.string().nullish() }).optional(),
    }),
  ),
});
/** Fields of a mapping; an object's lie within. */
const field = z.object({
  type: z.string().optional(),
  dynamic: z.unknown().optional(),
  get properties(): z.ZodOptional<z.ZodRecord<z.ZodString, typeof field>> {
    return z.record(z.string(), field).optional();
  },
});
const fields = z.record(z.string(), field);
export type Fields = z.infer<typeof fields>;
const bulkItem = z.object({
  status: z.number(),
  error: z.object({ type: z.string(), reason: z.string().nullish() }).optional(),
});
/** Of each item of an answer only this: the rest is longer than what was written. */
const BULK_ANSWER = ['errors', 'items.*.status', 'items.*.error.type', 'items.*.error.reason'];
const bulkVerdict = z.object({ errors: z.boolean() });
const bulkAnswer = z.object({ items: z.array(z.record(z.string(), bulkItem)) });

export function createElastic(settings: ElasticSettings, deps: { log: Logger; requestTimeoutMs?: number }) {
  const { url, account, ca } = settings;
  const client = new Client({
    node: url,
    requestTimeout: deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    // A request that was answered by nobody is asked again by whoever knows whether it may be.
    maxRetries: 0,
    ...(account === undefined ? {} : { auth: account }),
    ...(ca === undefined ? {} : { tls: { ca } }),
  });

  async function asked<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toOurs(error, doing, url);
    }
  }

  async function get(index: string, ids: readonly string[]): Promise<Map<string, Found>> {
    return getFrom(ids.map((id) => ({ index, id })));
  }

  /** Always as last written, unlike searches. Unknown ids and indexes that are gone are absent. */
  async function getFrom(wanted: readonly { index: string; id: string }[]): Promise<Map<string, Found>> {
    const found = new Map<string, Found>();
    for (let at = 0; at < wanted.length; at += MOST_IDS) {
      const docs = wanted.slice(at, at + MOST_IDS).map(({ index, id }) => ({ _index: index, _id: id }));
      const answer = documents.parse(await asked('读取记录', () => client.mget({ docs })));
      for (const {
        _index: name,
        _id: id,
        found: there,
        _source: source,
        _seq_no: seqNo,
        _primary_term: term,
        error,
      } of answer.docs) {
        if (error !== undefined && error.type !== 'index_not_found_exception') {
          throw new RetryableError(`读取记录 ${id} 时 Elasticsearch 报错 ${error.type}`);
        }
        if (!there || source === undefined || seqNo === undefined || term === undefined) continue;
        found.set(id, { index: name, id, source, seqNo, primaryTerm: term });
      }
    }
    return found;
  }

  /**
   * One answer for each write, in order; they are asked for as they are sent, each once. Items refused for want of room or time are sent again; one that can never be
   * written is a PoisonError that names it, after the others were written.
   */
  async function write(writes: Iterable<Write>): Promise<Written[]> {
    const results: Written[] = [];
    for (const batch of bulkPortions(writes)) results.push(...(await writeBatch(batch)));
    return results;
  }

  async function writeBatch(batch: readonly Encoded[]): Promise<Written[]> {
    const results = new Map<Encoded, Written>();
    let left = batch;
    for (let round = 0; left.length > 0; round += 1) {
      const told = await asked('写入记录', () => bulk(left));
      if (!bulkVerdict.parse(told).errors) {
        for (const one of left) results.set(one, 'done');
        break;
      }
      const answer = bulkAnswer.parse(told);
      const again: Encoded[] = [];
      const bad: string[] = [];
      const foreign: string[] = [];
      const nowhere: string[] = [];
      let isBlocked = false;
      left.forEach((one, i) => {
        const item = Object.values(answer.items[i] ?? {})[0];
        const status = item?.status ?? 500;
        isBlocked ||= item?.error?.type === 'cluster_block_exception';
        if (status < 300 || (status === 404 && one.do === 'delete')) results.set(one, 'done');
        else if (status === 409) results.set(one, 'conflict');
        else if (status === 429 || status >= 500) again.push(one);
        else {
          const type = item?.error?.type;
          const kind = type === FOREIGN ? foreign : type === NOWHERE ? nowhere : bad;
          kind.push(`${one.id}（${type} ${item?.error?.reason ?? ''}）`);
        }
      });
      if (nowhere.length > 0) throw new MissingIndexError(foreignIndex(nowhere));
      if (foreign.length > 0) throw new FatalError(foreignIndex(foreign));
      if (bad.length > 0) throw badItems(bad);
      if (isBlocked) throw readOnly('写入记录');
      if (again.length > 0 && round + 1 >= ROUNDS) {
        throw new RetryableError(`Elasticsearch 有 ${again.length} 条记录暂时写不进，稍后再试`);
      }
      if (again.length > 0) await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** round));
      left = again;
    }
    return batch.map((one) => results.get(one) ?? 'conflict');
  }

  /** The request as bytes that are ready: the client's own way goes over every line again. */
  function bulk(batch: readonly Encoded[]): Promise<unknown> {
    const bulkBody = Buffer.concat(batch.map(({ bytes }) => bytes));
    const querystring = { filter_path: BULK_ANSWER.join() };
    return client.transport.request({ method: 'POST', path: '/_bulk', querystring, bulkBody });
  }

  async function search(wanted: Search): Promise<Hits> {
    const { index, query, sort, size, after, count, aggs, pit } = wanted;
    const body: Record<string, unknown> = {
      ...(pit === undefined
        ? { index, allow_no_indices: true, ignore_unavailable: true }
        : { pit: { id: pit, keep_alive: PIT_KEPT } }),
      query,
      size,
      track_total_hits: count ?? false,
      ...(sort === undefined ? {} : { sort }),
      ...(after === undefined ? {} : { search_after: after }),
      ...(aggs === undefined ? {} : { aggs }),
    };
    const answer = searchAnswer.parse(await asked('查询', () => client.search(body)));
    return {
      hits: answer.hits.hits.map(({ _id: id, _source: source, sort: keys }) => ({ id, source, sort: keys })),
      total: answer.hits.total?.value ?? 0,
      aggs: answer.aggregations,
    };
  }

  /** Every hit, page by page, in the order of a sort whose last key is unique. */
  async function* all(wanted: Omit<Search, 'size' | 'after'>): AsyncGenerator<Hits['hits'][number]> {
    const size = 1_000;
    let after: readonly (string | number)[] | undefined;
    for (;;) {
      const { hits } = await search({ ...wanted, size, ...(after === undefined ? {} : { after }) });
      yield* hits;
      after = hits.at(-1)?.sort;
      if (hits.length < size || after === undefined) return;
    }
  }

  return {
    url,
    get,
    getFrom,
    write,
    search,
    all,
    /** Makes what was written visible to searches. */
    refresh: (index: string) =>
      asked('刷新索引', async () => {
        await client.indices.refresh({ index, allow_no_indices: true, ignore_unavailable: true });
      }),
    openPit: (index: string) =>
      asked('打开查询快照', async () => (await client.openPointInTime({ index, keep_alive: PIT_KEPT })).id),
    closePit: (id: string) =>
      client.closePointInTime({ id }).then(
        () => {},
        (error: unknown) => deps.log.warn({ err: error }, 'a view of the index was not closed; it ends by itself'),
      ),
    /** Names of indexes behind a name or pattern; empty when there is none. */
    indices: (pattern: string) =>
      asked('列出索引', async () =>
        Object.keys(
          await client.indices.get({
            index: pattern,
            allow_no_indices: true,
            ignore_unavailable: true,
            features: ['aliases'],
          }),
        ),
      ),
    /** What the mapping says about itself, and its fields. */
    mappings: (index: string) =>
      asked('读取映射', async () => {
        const answer = await client.indices.getMapping({ index, ignore_unavailable: true });
        return new Map(
          Object.entries(answer).map(([name, { mappings }]) => [
            name,
            { meta: mappings._meta ?? {}, properties: fields.parse(mappings.properties ?? {}) },
          ]),
        );
      }),
    createIndex: (index: string, body: Record<string, unknown>) =>
      asked(`建立索引 ${index}`, () => client.indices.create({ index, ...body })).then(
        () => {},
        (error: unknown) => {
          // Another process was first.
          if (!(error instanceof ConflictError)) throw error;
        },
      ),
    putTemplate: (name: string, body: Record<string, unknown>) =>
      asked(`建立索引模板 ${name}`, async () => {
        await client.indices.putIndexTemplate({ name, ...body });
      }),
    moveAlias: (alias: string, from: string, to: string) =>
      asked(`切换别名 ${alias}`, async () => {
        await client.indices.updateAliases({
          actions: [{ add: { index: to, alias } }, { remove: { index: from, alias } }],
        });
      }),
    dropIndex: (index: string) =>
      asked(`删除索引 ${index}`, async () => {
        await client.indices.delete({ index, ignore_unavailable: true });
      }),
    health: () => asked('连接 Elasticsearch', () => client.cluster.health()),
    close: () => client.close(),
  };
}

function badItems(bad: readonly string[]): PoisonError {
  const more = bad.length > 3 ? ` 等 ${bad.length} 条` : '';
  return new PoisonError(`Elasticsearch 不收这些记录：${bad.slice(0, 3).join('、')}${more}`);
}

const failure = z.object({
  error: z.union([z.string(), z.object({ type: z.string(), reason: z.string().nullish() })]).optional(),
});

/** Names an error of the client by its consequence. `doing` says in Chinese what was under way. */
export function toOurs(error: unknown, doing: string, url: string): unknown {
  if (!(error instanceof errors.ElasticsearchClientError)) return error;
  if (error instanceof errors.ProductNotSupportedError) return wrongServer(doing, url, '它不是 Elasticsearch', error);
  if (!(error instanceof errors.ResponseError)) {
    return new RetryableError(`${doing}：连不上 Elasticsearch（${url}，${error.message.trim()}），稍后再试`, {
      cause: error,
    });
  }
  const status = error.statusCode ?? 0;
  const said = failure.safeParse(error.body).data?.error;
  const type = typeof said === 'object' ? said.type : '';
  const told = `${doing}：${type === '' ? error.message : `${type}（${typeof said === 'object' ? (said.reason ?? '') : ''}）`}`;
  if (type === 'cluster_block_exception') {
    return readOnly(doing, error);
  }
  // It does not speak the protocol of version 8.
  if (status === 406 || type === 'media_type_header_exception') return wrongServer(doing, url, told, error);
  if (status === 401 || status === 403) {
    const hint =
      status === 401
        ? '核对 YUQING_ELASTIC_USER 和 YUQING_ELASTIC_PASSWORD'
        : '请管理员授权它建立和读写名称以 YUQING_ELASTIC_PREFIX 开头的索引';
    return new ConfigError(
      [
        {
          where: 'YUQING_ELASTIC_USER',
          message: `${doing}：${status === 401 ? 'Elasticsearch 不认这个账号或口令，或要求登录（401）' : '账号没有权限（403）'}`,
          hint,
        },
      ],
      {
        cause: error,
      },
    );
  }
  if (status === 409 || type === 'resource_already_exists_exception') return new ConflictError(told, { cause: error });
  if (type === 'search_context_missing_exception' || /No search context/.test(error.message)) {
    return new CursorError('翻页隔得太久，查询快照已经失效：请从第一页重新开始', { cause: error });
  }
  if (status === 429 || status >= 500) {
    return new RetryableError(`${told}，Elasticsearch 暂时忙不过来，稍后再试`, { cause: error });
  }
  if (type === 'index_not_found_exception') {
    return new FatalError(`${told}：索引被删除。重新启动会建立空的索引；数据请从快照恢复`, { cause: error });
  }
  return new PoisonError(told, { cause: error });
}

function wrongServer(doing: string, url: string, why: string, cause: unknown): FatalError {
  return new FatalError(`${doing}：${url} 的服务器版本不合用（${why}）：请用 Elasticsearch 8.x`, { cause });
}

/** The index is gone. */
export class MissingIndexError extends FatalError {}

/** The index is not as the program made it: a fault of the installation, which no record is to blame for. */
const FOREIGN = 'strict_dynamic_mapping_exception';
const NOWHERE = 'index_not_found_exception';

function foreignIndex(problems: readonly string[]): string {
  return `写入记录：索引不是这个程序建立的样子，可能被删除或改了映射：${problems.slice(0, 3).join('、')}。请停下全部进程，从快照恢复索引，或改正映射后重新启动；没写进的消息仍在 Kafka 中`;
}

function readOnly(doing: string, cause?: unknown): StorageError {
  return new StorageError(
    `${doing}：索引被锁成只读，多半是 Elasticsearch 的磁盘快满了。请腾出磁盘空间，或用 yuqing drop-months 清理旧月份的帖文；腾出后自动恢复`,
    { cause },
  );
}

const SETTINGS = {
  address: 'YUQING_ELASTIC_URL',
  encryption: 'YUQING_ELASTIC_URL',
  authority: 'YUQING_ELASTIC_CA',
  account: 'YUQING_ELASTIC_USER',
};

/** For the first contact: a command that cannot reach its service ends with exit code 3. */
export function atFirstContact(error: unknown, url: string): unknown {
  if (!(error instanceof RetryableError)) return error;
  return new UnreachableError(
    `无法连接 Elasticsearch（${url}）：${connectionAdvice(error.message, SETTINGS)}。${error.message}`,
    { cause: error },
  );
}
