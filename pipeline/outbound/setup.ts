import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Logger } from '../stage.ts';
import { createEgressLog, EGRESS_FILE, type EgressLog } from './egress-log.ts';
import { createGate, hostAndPort } from './gate.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { createMailSocket, type OpenMailSocket } from './mail-socket.ts';

/** What one process shares for speaking to the outside. */
export interface Outbound {
  egress: EgressLog;
  /** For pushes to receivers that the settings name. */
  webhookClient: HttpClient;
  openMailSocket: OpenMailSocket;
  close(): Promise<void>;
}

export function openOutbound(config: Config, { now, log }: { now: () => number; log: Logger }): Outbound {
  const gate = createGate({ allowPrivate: allowedPairs(config) });
  const egress = createEgressLog(join(config.dataDir, EGRESS_FILE), {
    now,
    onProblem: (error) => log.error({ err: String(error) }, 'egress log not written'),
  });
  const webhookClient = createHttpClient({
    gate,
    userAgent: 'Yuqing-Notifier/0.1',
    onExchange: egress.recorder('webhook'),
  });
  return {
    egress,
    webhookClient,
    openMailSocket: createMailSocket(gate, egress.recorder('mail')),
    async close() {
      webhookClient.close();
      await egress.flush();
    },
  };
}

/** `host:port` pairs that may be private: those the operator named, and the own RSSHub. */
export function allowedPairs(config: Pick<Config, 'allowPrivate' | 'rsshubUrl'>): string[] {
  const rsshub = config.rsshubUrl === undefined ? [] : [hostAndPort(new URL(config.rsshubUrl))];
  return [...config.allowPrivate, ...rsshub];
}
