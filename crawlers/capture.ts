import type { CapturedPage } from '../pipeline/evidence/captured-page.ts';
import type { Scope } from '../pipeline/outbound/gate.ts';
import type { HttpAnswer, HttpClient } from '../pipeline/outbound/http-client.ts';
import type { Politeness } from './catalogue-schema.ts';
import { CRAWL_REASONS, CrawlError, reasonOf } from './crawl-reasons.ts';
import type { BrowserFetch, RenderedPage } from './fetch-browser.ts';
import type { HostLimiter } from './host-limiter.ts';
import { problemOf } from './http-problem.ts';
import type { RenderSteps } from './render-page.ts';
import type { RobotsCache } from './robots-cache.ts';

export interface CaptureDeps {
  client: HttpClient;
  browser: BrowserFetch;
  limiter: HostLimiter;
  robots: RobotsCache;
  agent: string;
  userAgent: string;
  now: () => number;
}

export interface CaptureRequest {
  url: string;
  scope: Scope;
  politeness: Politeness;
  /** What the source does on its pages before it reads them. */
  render: RenderSteps;
  signal: AbortSignal;
}

/**
 * One page as evidence: as the server sends it, and as a browser shows it. Robots, turns at the host and the gate apply
 * as to any other request. Throws when the server's page cannot be had; a missing picture is named, and no reason to
 * lose the rest.
 */
export async function capturePage(request: CaptureRequest, deps: CaptureDeps): Promise<CapturedPage> {
  const { url, scope, politeness, signal } = request;
  const takeTurn = async (target: URL): Promise<void> => {
    const rules = await deps.robots.rulesFor(target.href, { timeoutMs: politeness.timeoutMs, signal });
    if (!rules.allows(deps.agent, target.href)) throw new CrawlError('robots-disallowed', target.href);
    const asked = rules.crawlDelayMs(deps.agent) ?? 0;
    await deps.limiter.turn(target.host, Math.max(politeness.delayMs, asked), signal);
  };
  await takeTurn(new URL(url));
  const sent = await deps.client.get(url, { ...politeness, scope, signal, onRedirect: takeTurn });
  const problem = problemOf(sent, deps.now());
  if (problem !== null) throw problem;
  const capturedAt = deps.now();
  await takeTurn(new URL(sent.url));
  const shown = await show(sent.url, request, { ...deps, takeTurn });
  return {
    url,
    finalUrl: sent.url,
    capturedAt,
    status: sent.status,
    headers: plain(sent),
    html: sent.body,
    userAgent: deps.userAgent,
    ...shown,
  };
}

/** A page with all its pictures takes longer and is larger than the text that crawling wants. */
const PICTURE_TIMEOUT_MS = 60_000;
const PICTURE_BYTES = 8 * 1024 * 1024;

async function show(
  url: string,
  { scope, render, signal }: CaptureRequest,
  { browser, takeTurn }: CaptureDeps & { takeTurn(target: URL): Promise<void> },
): Promise<Pick<CapturedPage, 'rendered' | 'problem' | 'refused'>> {
  try {
    const page = await browser.fetch(url, {
      ...render,
      scope,
      signal,
      timeoutMs: PICTURE_TIMEOUT_MS,
      maxBytes: PICTURE_BYTES,
      screenshot: true,
      onRedirect: takeTurn,
    });
    return { ...withPicture(page), refused: Object.fromEntries(page.refused) };
  } catch (error) {
    if (signal.aborted) throw error;
    return { rendered: null, problem: CRAWL_REASONS[reasonOf(error)], refused: {} };
  }
}

function withPicture({ html, screenshot, status }: RenderedPage): Pick<CapturedPage, 'rendered' | 'problem'> {
  return screenshot === null
    ? { rendered: null, problem: `浏览器得到 HTTP ${status}` }
    : { rendered: { html, screenshot }, problem: null };
}

function plain({ headers }: HttpAnswer): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
