import { lookup as dnsLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { EGRESS_REASONS, type EgressReason, EgressRefusedError } from './egress-reasons.ts';
import { isIpLiteral, isPublicAddress } from './public-address.ts';

/** All addresses of a name; an empty list or a throw means it does not resolve. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export interface GateOptions {
  resolve?: Resolve;
  /** Exact `host:port` pairs that may be reached although they are not public (the demo town, an own RSSHub). */
  allowPrivate?: readonly string[];
}

export interface Scope {
  /** Hosts this request and its redirects may go to; `*.example.cn` covers sub-domains. Absent = any public host. */
  hosts?: readonly string[];
}

/** The one place that decides whether a request may leave. Every request, every redirect, every address. */
export interface Gate {
  /** Checks the text of an address and gives it parsed. Throws EgressRefusedError. Resolves nothing. */
  check(url: string | URL, scope?: Scope): URL;
  /** For `lookup` of the socket that will be opened to this URL: only checked addresses come out (pinned). */
  lookupFor(url: URL): LookupFunction;
  /** `check` and resolution together. Throws EgressRefusedError. */
  resolve(url: URL): Promise<readonly string[]>;
}

export function createGate(options: GateOptions = {}): Gate {
  const resolveName = options.resolve ?? resolveBySystem;
  const allowed = new Set((options.allowPrivate ?? []).map((pair) => pair.toLowerCase()));

  function check(url: string | URL, scope: Scope = {}): URL {
    const parsed = parse(url);
    const refuse = (reason: EgressReason) => new EgressRefusedError(reason, String(url).slice(0, 500));
    if (parsed === null) throw refuse('bad-url');
    if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') throw refuse('scheme');
    if (parsed.username !== '' || parsed.password !== '') throw refuse('credentials');
    const exempt = allowed.has(hostAndPort(parsed));
    if (!exempt && OTHER_SERVICES.has(Number(parsed.port))) throw refuse('port');
    if (scope.hosts && !hostListed(parsed.hostname, scope.hosts)) throw refuse('host-not-listed');
    if (!exempt && isIpLiteral(parsed.hostname) && !isPublicAddress(parsed.hostname)) throw refuse('private-address');
    return parsed;
  }

  async function resolve(url: URL): Promise<readonly string[]> {
    if (isIpLiteral(url.hostname)) return [unbracket(check(url).hostname)];
    const addresses = await resolveName(url.hostname).catch((cause: unknown) => {
      throw new EgressRefusedError('unresolved', url.href, { cause });
    });
    if (addresses.length === 0) throw new EgressRefusedError('unresolved', url.href);
    if (!allowed.has(hostAndPort(url)) && !addresses.every(isPublicAddress))
      throw new EgressRefusedError('private-address', url.href);
    return addresses;
  }

  function lookupFor(url: URL): LookupFunction {
    return (_hostname, wanted, callback) => {
      resolve(url).then(
        (addresses) => {
          const answers = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
          const fitting = answers.filter((one) => !wanted.family || Number(wanted.family) === one.family);
          const first = fitting[0] ?? answers[0];
          if (wanted.all) callback(null, fitting.length > 0 ? fitting : answers);
          else callback(null, first?.address ?? '', first?.family ?? 4);
        },
        (error: Error) => callback(error, '', 4),
      );
    };
  }

  return { check, lookupFor, resolve };
}

export interface EgressAnswer {
  url: string;
  allowed: boolean;
  /** A key of EGRESS_REASONS; null when allowed. */
  reason: EgressReason | null;
  /** The reason in Chinese; null when allowed. */
  message: string | null;
}

/** Would the gate let a request go there? Resolves names, connects to nothing. `allow` as `allowPrivate`. */
export async function checkEgress(
  url: string,
  options: { resolve?: Resolve; allow?: readonly string[]; hosts?: readonly string[] } = {},
): Promise<EgressAnswer> {
  const gate = createGate({
    ...(options.resolve ? { resolve: options.resolve } : {}),
    allowPrivate: options.allow ?? [],
  });
  try {
    await gate.resolve(gate.check(url, options.hosts ? { hosts: options.hosts } : {}));
    return { url, allowed: true, reason: null, message: null };
  } catch (error) {
    if (!(error instanceof EgressRefusedError)) throw error;
    return { url, allowed: false, reason: error.reason, message: EGRESS_REASONS[error.reason] };
  }
}

/** `host:port` with the scheme's port filled in. */
export function hostAndPort(url: URL): string {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return `${url.hostname.toLowerCase()}:${port}`;
}

export function hostListed(hostname: string, hosts: readonly string[]): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return hosts.some((host) => (host.startsWith('*.') ? name.endsWith(host.slice(1)) : name === host));
}

/** Ports the fetch standard blocks because another protocol lives there, and common databases and brokers. */
const OTHER_SERVICES = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 3306, 3389,
  3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9092, 9200, 9300,
  10080, 11211, 27017,
]);

function parse(url: string | URL): URL | null {
  if (url instanceof URL) return url;
  return URL.canParse(url) ? new URL(url) : null;
}

function unbracket(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}

async function resolveBySystem(hostname: string): Promise<readonly string[]> {
  const answers = await dnsLookup(hostname, { all: true, verbatim: true });
  return answers.map((answer) => answer.address);
}
