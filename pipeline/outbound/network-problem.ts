import { TransportError, type TransportReason } from './transport-reasons.ts';

const BY_CODE: Readonly<Record<string, TransportReason>> = {
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EAI_FAIL: 'unresolved',
  ENODATA: 'unresolved',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  ETIMEDOUT: 'timeout',
  ENETUNREACH: 'network-down',
  EHOSTUNREACH: 'network-down',
  ENETDOWN: 'network-down',
  EADDRNOTAVAIL: 'network-down',
};

/** A socket, name or TLS error with the reason the sources page shows. */
export function networkProblem(error: unknown, url: string): TransportError {
  const code = codeOf(error);
  const reason = reasonOfCode(code) ?? 'connection-lost';
  return new TransportError(reason, code === '' ? url : `${url} ${code}`, {
    cause: error,
    retryable: reason !== 'unresolved' && reason !== 'tls',
  });
}

/** Null for a code that says nothing of the network. */
export function reasonOfCode(code: string): TransportReason | null {
  return BY_CODE[code] ?? (isTls(code) ? 'tls' : null);
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) {
    for (const one of error.errors) {
      const code = codeOf(one);
      if (code !== '') return code;
    }
  }
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isTls(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/.test(code);
}
