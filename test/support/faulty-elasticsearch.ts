import { createServer, request } from 'node:http';

/** What goes wrong between the system and a healthy Elasticsearch. */
export const ELASTIC_FAULTS = [
  'answers 503',
  'answers 429',
  'hangs',
  'closes the connection instead of answering',
  'closes the connection after it committed',
  'rejects single items',
] as const;
export type ElasticFault = (typeof ELASTIC_FAULTS)[number];

/** A proxy in front of Elasticsearch that fails on purpose. `fault` is asked for each request; null lets it through. */
export async function startFaultyElasticsearch(url: string, fault: (path: string) => ElasticFault | null) {
  const target = new URL(url);
  let failed = 0;
  const server = createServer((incoming, outgoing) => {
    const kind = fault(incoming.url ?? '');
    if (kind !== null) failed += 1;
    if (kind === 'closes the connection instead of answering') return incoming.socket.destroy();
    // Longer than the client waits.
    if (kind === 'hangs') return;
    if (kind === 'answers 503' || kind === 'answers 429') {
      incoming.resume();
      outgoing
        .writeHead(kind === 'answers 503' ? 503 : 429, PRODUCT)
        .end(JSON.stringify({ error: { type: 'busy', reason: kind } }));
      return;
    }
    const { method, headers, url: path } = incoming;
    const passed = request({ hostname: target.hostname, port: target.port, method, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        if (kind === 'closes the connection after it committed') return incoming.socket.destroy();
        const body = Buffer.concat(chunks);
        const sent = kind === 'rejects single items' && path?.startsWith('/_bulk') ? rejectSome(body) : body;
        const { 'content-length': _, 'transfer-encoding': __, ...rest } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 500, { ...rest, 'content-length': sent.length }).end(sent);
      });
    });
    passed.on('error', () => incoming.socket.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    url: `http://127.0.0.1:${address.port}`,
    failed: () => failed,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const PRODUCT = { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' };

/** Every third item of a bulk answer says that there was no room; it was written all the same, as after a lost answer. */
function rejectSome(body: Buffer): Buffer {
  const answer: unknown = JSON.parse(body.toString('utf8'));
  if (typeof answer !== 'object' || answer === null || !('items' in answer) || !Array.isArray(answer.items))
    return body;
  const items = answer.items.map((item: object, i: number) =>
    i % 3 === 2
      ? Object.fromEntries(
          Object.keys(item).map((kind) => [
            kind,
            { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'full' } },
          ]),
        )
      : item,
  );
  return Buffer.from(JSON.stringify({ ...answer, errors: true, items }));
}
