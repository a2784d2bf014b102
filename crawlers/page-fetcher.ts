import type { HttpAnswer, HttpClient, HttpGet } from '../pipeline/outbound/http-client.ts';
import type { BrowserFetch } from './fetch-browser.ts';
import type { RenderSteps } from './render-page.ts';

/**
 * Gets one page, by plain HTTP or put together in a browser. As HttpClient.get, with a `body` as HttpClient.post; may
 * throw CrawlError besides.
 */
export type PageFetcher = (url: string, options: HttpGet & { body?: string }) => Promise<HttpAnswer>;

export function httpFetcher(client: HttpClient): PageFetcher {
  return (url, { body, ...options }) =>
    body === undefined ? client.get(url, options) : client.post(url, { ...options, body });
}

/** The finished page as if the server had sent it so. Headers of ours are left to the browser. */
export function browserFetcher(browser: BrowserFetch, steps: RenderSteps): PageFetcher {
  return async (url, { headers: _, scope, ...options }) => {
    const page = await browser.fetch(url, { ...options, ...steps, scope: scope ?? {} });
    return {
      url: page.url,
      status: page.status,
      headers: { ...page.headers, 'content-type': contentType(page.headers['content-type']) },
      body: Buffer.from(page.html, 'utf8'),
      redirects: page.url === url ? 0 : 1,
    };
  };
}

/** The browser has decoded it: the document is UTF-8 now, whatever the server called it. */
function contentType(sent = 'text/html'): string {
  return `${sent.split(';', 1)[0]}; charset=utf-8`;
}
