import { EGRESS_REASONS, EgressRefusedError } from '../pipeline/outbound/egress-reasons.ts';
import { TRANSPORT_REASONS, TransportError } from '../pipeline/outbound/transport-reasons.ts';

/**
 * Why an entry of a source was not taken, with the words for pages. Closed. The names are the keys of `reasons` in a
 * SourceRun; the words are what the sources page shows.
 */
export const CRAWL_REASONS = {
  ...EGRESS_REASONS,
  ...TRANSPORT_REASONS,
  'content-type': '不是网页或订阅的内容类型',
  forbidden: '网站拒绝访问',
  'not-found': '页面不存在',
  throttled: '网站要求放慢',
  'server-error': '网站内部错误',
  'http-error': '网站返回错误',
  'robots-disallowed': 'robots 禁止',
  'robots-unreachable': 'robots.txt 无法取得，暂不采集',
  'not-a-feed': '不是 XML 或 JSON 订阅',
  'not-json': '接口的回答不是 JSON',
  'no-entries': '列表页中没有找到条目',
  'no-hits': '搜索没有结果',
  'no-text': '页面没有正文',
  'no-title': '页面没有标题',
  'not-an-article': '是列表页，不是文章',
  'too-deep': '页面嵌套过深',
  'extract-timeout': '正文提取超时',
  'bad-row': '表格中的行无法读取',
  'bad-file': '文件无法读取，已移到 failed 目录并写明原因',
  'half-written': '文件还在写入，下次再读',
  'bad-link': '条目没有可用的链接',
  'page-limit': '已到本次采集页数上限',
  'part-missing': '文章的后续页没有取到',
  'too-old': '早于来源设定的天数',
  'store-failed': '入库失败',
  stopped: '采集被停止',
  'running-elsewhere': '另一个进程正在采集这个来源',
  'no-browser': '没有可用的浏览器，无法采集由脚本生成的页面：请安装 Chromium，或用 YUQING_CHROMIUM 指明位置',
  'browser-failed': '浏览器打开页面时出错',
  'internal-error': '程序错误',
} as const;
export type CrawlReason = keyof typeof CRAWL_REASONS;

/** For names that come back from storage. */
export function reasonWords(name: string): string {
  for (const [reason, words] of Object.entries(CRAWL_REASONS)) if (reason === name) return words;
  return name;
}

/** Left out on purpose; all other reasons are failures. */
const SKIPS: ReadonlySet<CrawlReason> = new Set([
  'robots-disallowed',
  'robots-unreachable',
  'host-not-listed',
  'not-an-article',
  'no-hits',
  'page-limit',
  'too-old',
  'half-written',
  'running-elsewhere',
  'stopped',
]);

export function isSkip(reason: CrawlReason): boolean {
  return SKIPS.has(reason);
}

/** Something could not be taken, for a named reason. */
export class CrawlError extends Error {
  override readonly name = 'CrawlError';
  readonly reason: CrawlReason;
  /** Address, position or number that helps to find it. */
  readonly detail: string;
  /** Worth another try within the same run. */
  readonly retryable: boolean;
  /** Milliseconds the other side asked us to wait. */
  readonly retryAfterMs: number | null;
  constructor(
    reason: CrawlReason,
    detail: string,
    options: ErrorOptions & { retryable?: boolean; retryAfterMs?: number | null } = {},
  ) {
    super(`${CRAWL_REASONS[reason]}（${detail}）`, options);
    this.reason = reason;
    this.detail = detail;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Names the reason of anything thrown while fetching or reading a page. */
export function reasonOf(error: unknown): CrawlReason {
  if (error instanceof CrawlError) return error.reason;
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if (at instanceof EgressRefusedError || at instanceof TransportError) return at.reason;
  return 'internal-error';
}

/** Worth another try within the same run. */
export function isRetryable(error: unknown): boolean {
  return (error instanceof CrawlError || error instanceof TransportError) && error.retryable;
}
