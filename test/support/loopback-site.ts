import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type SitePage = string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void);

export interface LoopbackSite {
  origin: string;
  /** `127.0.0.1:port`. */
  pair: string;
  /** Paths asked for, in order. */
  hits: string[];
  pages: Record<string, SitePage>;
  close(): Promise<void>;
}

/** A web site on loopback made of pages by path; unknown paths go to `otherwise`, or answer 404. */
export async function openSite(pages: Record<string, SitePage>, otherwise?: SitePage): Promise<LoopbackSite> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    const page = pages[request.url ?? ''] ?? otherwise;
    if (page === undefined) response.writeHead(404).end();
    else if (typeof page === 'function') page(request, response);
    else
      response
        .writeHead(200, { 'content-type': typeof page === 'string' ? 'text/html; charset=utf-8' : 'text/html' })
        .end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  const pair = `127.0.0.1:${address.port}`;
  return {
    origin: `http://${pair}`,
    pair,
    hits,
    pages,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
