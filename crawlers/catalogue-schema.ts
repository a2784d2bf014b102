import { validate as isCron } from 'node-cron';
import { z } from 'zod';
import { channel } from '../pipeline/model/channels.ts';
import { isSelector } from './extract/select.ts';
import { IMPORT_KINDS } from './import/columns.ts';

/**
 * Shape of `catalogue.yaml`: `{ shared?, sources: [row, …] }`. A source is data; what a kind can do is in crawlers/sources/.
 * Strict: an unknown key is an error. Reading the file, with positions, is in catalogue.ts.
 */

export const SOURCE_KINDS = ['feed', 'list-page', 'sitemap', 'search', 'json-api', 'board', 'forum', 'folder'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** CSS, optionally followed by `@attribute` (`a@title`, `time@datetime`); without it the element's text is taken. */
const selector = z.string().min(1).refine(isSelector, '不是有效的 CSS 选择器');

const fields = {
  title: selector.optional(),
  time: selector.optional(),
  author: selector.optional(),
  text: selector.optional(),
  /** Official answer on a board. */
  reply: selector.optional(),
  replyBy: selector.optional(),
  replyTime: selector.optional(),
  /** The site's own number of the post, where it shows one. */
  nativeId: selector.optional(),
  reads: selector.optional(),
  comments: selector.optional(),
  likes: selector.optional(),
  reposts: selector.optional(),
};
export type FieldName = keyof typeof fields;

/** How a list page is read. Without it: every link of the page that looks like one to an article. */
const listSelectors = z.strictObject({
  /** One element per entry. */
  item: selector,
  /** Inside the entry; default the first `a[href]`. */
  link: selector.optional(),
  /** Link to the next list page, anywhere on the page. */
  next: selector.optional(),
  /**
   * Board and forum: what changes on the entry when the thread behind it does (status, number of replies), so that it
   * is read again. Without it known threads are read again at growing intervals only.
   */
  changes: selector.optional(),
  ...fields,
});
export type ListSelectors = z.infer<typeof listSelectors>;

/** How the page behind an entry is read. What is not given is found automatically. */
const pageSelectors = z.strictObject({
  /** Forum: one element per post, the opening post first; the other selectors then apply inside it (title: page). */
  post: selector.optional(),
  ...fields,
  /** Forum: link to the thread's next page. */
  next: selector.optional(),
  /** Taken out before anything is read. */
  remove: selector.optional(),
});
export type PageSelectors = z.infer<typeof pageSelectors>;

/** Way to a value in JSON: `data.list`, `items[0].user.name`. */
const jsonPath = z
  .string()
  .regex(/^[^\s.[\]{}]+(?:\[\d+\])*(?:\.[^\s.[\]{}]+(?:\[\d+\])*)*$/, '写成 data.list、items[0].name 这样的路径');

/** How an interface that answers in JSON is read; paths of fields count from the entry. */
const jsonApi = z.strictObject({
  /** What is posted to the addresses, as JSON or as a form; without it they are asked for with GET. */
  post: z
    .strictObject({ as: z.enum(['json', 'form']).default('json'), body: z.record(z.string(), z.json()) })
    .refine(
      ({ as, body }) => as === 'json' || Object.values(body).every((value) => typeof value !== 'object'),
      '表单里每个字段只有一个值；有层次的内容用 as: json',
    )
    .optional(),
  /** The list of entries; default the answer itself. */
  items: jsonPath.optional(),
  /** Path of the entry's address, or a template with paths in braces: `https://www.example.cn/post/{id}`. */
  url: z.string().min(1).optional(),
  format: z.enum(['text', 'html']).default('html'),
  changes: jsonPath.optional(),
  ...{ title: jsonPath.optional(), time: jsonPath.optional(), author: jsonPath.optional(), text: jsonPath.optional() },
  ...{ reply: jsonPath.optional(), replyBy: jsonPath.optional(), replyTime: jsonPath.optional() },
  ...{ nativeId: jsonPath.optional(), reads: jsonPath.optional(), comments: jsonPath.optional() },
  ...{ likes: jsonPath.optional(), reposts: jsonPath.optional() },
  /** The next page of the list: its address stands in the answer (`next`), … */
  next: jsonPath.optional(),
  /** … or a parameter (of the address, of a posted form, or at a path of posted JSON) counts up until a page is empty, … */
  page: z.strictObject({ parameter: z.string().min(1), step: z.int().min(1).default(1) }).optional(),
  /** … or a value of the answer goes into such a parameter. */
  cursor: z.strictObject({ parameter: z.string().min(1), path: jsonPath }).optional(),
});
export type JsonApi = z.infer<typeof jsonApi>;

/** What a search page is asked for. */
const search = z.strictObject({
  /** What answers: a page with hits, or a feed. */
  answer: z.enum(['page', 'feed']).default('page'),
  /** Instead of the words that the rules look for. */
  keywords: z.array(z.string().min(1)).min(1).max(100).optional(),
  /** Put before every keyword, to stay near: 聊城. */
  with: z.string().min(1).optional(),
  /** Most keywords taken from the rules, the most serious first, every topic among them. */
  most: z.int().min(1).max(100).default(20),
});
export type Search = z.infer<typeof search>;

const sitemap = z.strictObject({
  /** Entries last changed longer ago, in days, are left out. */
  within: z.int().min(1).max(3_650).default(30),
});
export type Sitemap = z.infer<typeof sitemap>;

/** A folder into which people or programs put files: exports of the hotline or of a media monitoring service. */
const folder = z.strictObject({
  /** Name of the folder within `inbox` of the data folder. */
  path: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u, '只写一级目录名，放在数据目录的 inbox 里'),
  content: z.enum(IMPORT_KINDS).default('posts'),
  /** As `--columns` of the import. */
  columns: z.string().min(1).optional(),
});
export type Folder = z.infer<typeof folder>;

const politeness = z.strictObject({
  /** Between two requests to one host, milliseconds; a random 0–50 % comes on top. robots.txt may ask for more. */
  delayMs: z.int().min(0).max(600_000).default(3_000),
  /** Requests to the source at the same time. */
  concurrency: z.int().min(1).max(8).default(1),
  timeoutMs: z.int().min(500).max(120_000).default(20_000),
  /** Largest page after decompression, bytes. */
  maxBytes: z
    .int()
    .min(1_024)
    .max(64 * 1024 * 1024)
    .default(4 * 1024 * 1024),
  /** Most pages fetched in one run, list pages included; robots.txt is not counted. */
  maxPages: z.int().min(1).max(5_000).default(60),
});
export type Politeness = z.infer<typeof politeness>;
/** For pages that no row speaks of. */
export const DEFAULT_POLITENESS: Politeness = politeness.parse({});

/** CSS alone: the browser finds elements, not their attributes. */
const element = selector.refine((text) => !/@[\w-]+$/.test(text), '这里只写 CSS，不带 @属性');
/** For pages put together by script: fetched with a browser, which does these steps before the page is read. */
const render = z.strictObject({
  /** Must be on the page before anything else is done. */
  waitFor: element.optional(),
  /** How often to scroll to the end at most; ends early when nothing more comes. */
  scrolls: z.int().min(0).max(50).optional(),
  /** A "load more" button. */
  clickMore: element.optional(),
  /** How often to press it at most. */
  clicks: z.int().min(1).max(50).optional(),
});

const host = z
  .string()
  .regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/, '写主机名（小写，可用 *. 开头），不带协议、端口和路径');

/** `https://…`, or `{name}/…` where `name` is a setting that is filled in at start (`{rsshub}`, `{town}`). */
const address = z
  .string()
  .refine(
    (text) => /^\{[a-z][a-z-]*\}(\/|$)/.test(text) || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
    '写完整的 http(s) 地址，或以 {设置名} 开头',
  );

/** Where the word goes in the address of a search page. */
export const KEYWORD = '{keyword}';
/** Kinds whose entries are found on a web page. */
const LISTED: readonly SourceKind[] = ['list-page', 'search', 'board', 'forum'];

export const catalogueRow = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, '只用小写字母、数字和连字符，以字母开头'),
    name: z.string().min(1),
    kind: z.enum(SOURCE_KINDS),
    channel,
    addresses: z.array(address).default([]),
    /** Further hosts that links and redirects of this source may lead to; hosts of `addresses` are always in. */
    hosts: z.array(host).default([]),
    /** Cron, Asia/Shanghai; five fields, or six with seconds first. */
    schedule: z.string().refine(isCron, '不是有效的 cron 表达式'),
    politeness: politeness.prefault({}),
    render: render.optional(),
    list: listSelectors.optional(),
    page: pageSelectors.optional(),
    /** Kind `json-api`. */
    api: jsonApi.optional(),
    /** Kind `search`: addresses hold `{keyword}` where the word goes. */
    search: search.optional(),
    /** Kind `sitemap`. */
    sitemap: sitemap.optional(),
    /** Kind `folder`, which has no addresses. */
    folder: folder.optional(),
    /** Only links whose address matches one of these are followed; `*` stands for anything. */
    match: z.array(z.string().min(1)).default([]),
    /** Whether the page behind an entry is fetched. Default: no for feeds and `json-api`, yes for the others. */
    follow: z.boolean().optional(),
    /** Overrides what pages declare, where a site declares wrongly. */
    encoding: z.enum(['utf-8', 'gb18030', 'big5']).optional(),
    region: z.string().min(1).nullable().default(null),
    /** True when a public body itself is the author. */
    official: z.boolean().default(false),
    /** On what ground the source is collected, and what must be kept to. */
    legal: z.string().min(1),
    /** Reach relative to a local news site = 1. */
    reach: z.number().positive().max(100).default(1),
    /** Day on which somebody saw the address work, or false. */
    verified: z.union([z.literal(false), z.iso.date()]),
    enabled: z.boolean().default(true),
    /** `own-instance`: the service is run by ourselves, its robots.txt speaks to others. Only with `{setting}` addresses. */
    robots: z.enum(['obey', 'own-instance']).default('obey'),
    note: z.string().optional(),
  })
  .superRefine((row, ctx) => {
    const wrong = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message });
    const only = (field: 'list' | 'api' | 'search' | 'sitemap' | 'folder', kinds: readonly SourceKind[]) => {
      if (row[field] !== undefined && !kinds.includes(row.kind))
        wrong(field, `${row.kind} 没有 ${field}，它只用于 ${kinds.join('、')}`);
    };
    only('list', ['list-page', 'search', 'board', 'forum']);
    only('api', ['json-api']);
    only('search', ['search']);
    only('sitemap', ['sitemap']);
    only('folder', ['folder']);
    if (row.kind === 'folder' && row.folder === undefined) wrong('folder', 'folder 必须写 folder.path');
    if (row.kind === 'folder' && row.addresses.length > 0) wrong('addresses', 'folder 没有地址');
    if (row.kind !== 'folder' && row.addresses.length === 0) wrong('addresses', '至少写一个地址');
    if (row.api?.post !== undefined && row.render !== undefined) wrong('render', '浏览器不提交 api.post，两者只写一个');
    if (row.kind === 'json-api' && row.api === undefined) wrong('api', 'json-api 必须写 api');
    if (row.kind === 'search' && !row.addresses.every((one) => one.includes(KEYWORD)))
      wrong('addresses', `search 的每个地址都要有 ${KEYWORD}，搜索词填在那里`);
    if (row.kind !== 'search' && row.addresses.some((one) => one.includes(KEYWORD)))
      wrong('addresses', `${KEYWORD} 只用于 search`);
    if (row.kind !== 'forum' && (row.page?.post ?? row.page?.next) !== undefined)
      wrong('page', 'post、next 只用于 forum');
    if (row.kind === 'forum' && row.page?.post === undefined) wrong('page', 'forum 必须给出 page.post');
    if (row.search?.answer === 'feed' && row.list !== undefined) wrong('list', '回答是订阅时没有列表页选择器');
    if (row.follow === false && LISTED.includes(row.kind) && row.list === undefined && row.search?.answer !== 'feed')
      wrong('follow', 'follow: false 时必须给出 list 选择器');
    if (row.follow === false && row.kind === 'sitemap') wrong('follow', '站点地图里只有地址，必须读文章页');
    if (row.robots === 'own-instance' && row.addresses.some((one) => !one.startsWith('{')))
      wrong('robots', 'own-instance 只用于以 {设置名} 开头的地址');
  });
export type CatalogueRow = z.infer<typeof catalogueRow>;

export const catalogueFile = z.strictObject({
  /** Pieces that rows share through YAML anchors; not read by themselves. */
  shared: z.record(z.string(), z.unknown()).optional(),
  sources: z.array(catalogueRow).min(1),
});
