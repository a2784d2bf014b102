import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { CrawlError } from './crawl-reasons.ts';

/** Where distributions put it; nothing is ever downloaded. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The browser named by the setting, or an installed one; null when there is none. */
export function findChromium(named?: string): string | null {
  if (named !== undefined && named !== '') return existsSync(named) ? named : null;
  return PLACES.find((path) => existsSync(path)) ?? null;
}

/**
 * With a proxy given for every page the browser has no need to resolve names, so it may not: what would go out beside
 * the gate (QUIC, WebRTC, prefetched names, its maker's services) is switched off, and no name resolves for the rest.
 */
const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-pings',
  '--disable-sync',
  '--disable-extensions',
  '--disable-component-update',
  '--disable-background-networking',
  '--disable-domain-reliability',
  '--disable-features=MediaRouter,OptimizationHints,Translate,AutofillServerCommunication,DialMediaRouteProvider',
  '--dns-prefetch-disable',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

export interface SharedBrowser {
  /** The running browser, started when there is none. Throws CrawlError `no-browser`. */
  get(): Promise<Browser>;
  /** Nobody needs it now; closed after a while unless somebody does. */
  rest(): void;
  close(): Promise<void>;
}

/** A browser at rest takes a few hundred megabytes. */
const IDLE_MS = 60_000;

/** One browser for all pages; one that died, or was closed after a rest, is replaced at the next call. */
export function createSharedBrowser(executablePath: string | null, idleMs = IDLE_MS): SharedBrowser {
  let running: Promise<Browser> | null = null;
  let resting: NodeJS.Timeout | undefined;

  async function launch(onGone: () => void): Promise<Browser> {
    if (executablePath === null) throw new CrawlError('no-browser', 'Chromium');
    try {
      // Loaded when first needed: it is by far the largest package here.
      const { chromium } = await import('playwright-core');
      const browser = await chromium.launch({
        executablePath,
        args: FLAGS,
        // Chromium refuses its sandbox to root.
        chromiumSandbox: process.getuid?.() !== 0,
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      });
      browser.on('disconnected', onGone);
      return browser;
    } catch (cause) {
      throw new CrawlError('no-browser', executablePath, { cause });
    }
  }

  async function close(): Promise<void> {
    clearTimeout(resting);
    const closing = running;
    running = null;
    const browser = await closing?.catch(() => null);
    await browser?.close();
  }

  return {
    get() {
      clearTimeout(resting);
      if (running === null) {
        const starting: Promise<Browser> = launch(gone);
        running = starting;
        starting.catch(gone);
        function gone(): void {
          if (running === starting) running = null;
        }
      }
      return running;
    },
    rest() {
      clearTimeout(resting);
      resting = setTimeout(() => void close(), idleMs);
      resting.unref();
    },
    close,
  };
}

/** Starts the browser and ends it again. Why it does not start, in words for the operator; null when it does. */
export async function browserProblem(executablePath: string): Promise<string | null> {
  const browser = createSharedBrowser(executablePath);
  try {
    await browser.get();
    return null;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    if (/sandboxing failed|no usable sandbox/i.test(cause)) return NO_SANDBOX;
    return `启动失败，请在命令行运行 ${executablePath} --headless --dump-dom about:blank 看原因：${cause.split('\n')[0]}`;
  } finally {
    await browser.close();
  }
}

const NO_SANDBOX =
  '沙箱建不起来：系统要允许普通用户建命名空间（user namespaces），容器要用 crawlers/chromium-seccomp.json，见 pipeline/OPERATING.md';
