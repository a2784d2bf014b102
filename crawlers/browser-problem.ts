import { EgressRefusedError } from '../pipeline/outbound/egress-reasons.ts';
import { TransportError, type TransportReason } from '../pipeline/outbound/transport-reasons.ts';
import { CrawlError } from './crawl-reasons.ts';

const BY_CODE: readonly [RegExp, TransportReason][] = [
  [/ERR_CERT_|ERR_SSL_|ERR_BAD_SSL/, 'tls'],
  [/ERR_CONTENT_DECODING/, 'bad-encoding'],
  [/ERR_(EMPTY_RESPONSE|CONNECTION|SOCKET|INCOMPLETE|CONTENT_LENGTH|TUNNEL|PROXY|NETWORK_CHANGED)/, 'connection-lost'],
  [/ERR_TIMED_OUT/, 'timeout'],
];

/** What a browser's error means; `met` is what the gate's proxy saw at the page's host and knows better. */
export function browserProblem(
  error: unknown,
  url: string,
  met: EgressRefusedError | TransportError | null,
): CrawlError | EgressRefusedError | TransportError {
  if (error instanceof CrawlError || error instanceof EgressRefusedError || error instanceof TransportError)
    return error;
  if (met !== null) return met;
  const text = error instanceof Error ? error.message : String(error);
  const code = /net::(ERR_[A-Z_]+)/.exec(text)?.[1] ?? '';
  if (code === 'ERR_TOO_MANY_REDIRECTS') return new EgressRefusedError('too-many-redirects', url, { cause: error });
  if (code === 'ERR_UNSAFE_PORT') return new EgressRefusedError('port', url, { cause: error });
  // A main document that is no page: the browser takes it for a download.
  if (code === 'ERR_ABORTED' || text.includes('Download is starting'))
    return new CrawlError('content-type', url, { cause: error });
  const known = BY_CODE.find(([pattern]) => pattern.test(code));
  if (known) return new TransportError(known[1], `${url} ${code}`, { cause: error, retryable: known[1] !== 'tls' });
  return new CrawlError('browser-failed', `${url} ${code || text.split('\n', 1)[0]}`, {
    cause: error,
    retryable: true,
  });
}
