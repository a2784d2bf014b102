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
  close(): Promise<void>;
}

/** One browser for all pages; one that died is replaced at the next call. */
export function createSharedBrowser(executablePath: string | null): SharedBrowser {
  let running: Promise<Browser> | null = null;

  async function launch(): Promise<Browser> {
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
      browser.on('disconnected', () => {
        running = null;
      });
      return browser;
    } catch (cause) {
      throw new CrawlError('no-browser', executablePath, { cause });
    }
  }

  return {
    get() {
      if (running === null) {
        const starting = launch();
        running = starting;
        starting.catch(() => {
          if (running === starting) running = null;
        });
      }
      return running;
    },
    async close() {
      const browser = await running?.catch(() => null);
      await browser?.close();
    },
  };
}
