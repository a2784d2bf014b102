import { readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { createLogger } from '../log.ts';
import { AUDIT_START, type AuditLink, verifyAudit } from '../store/audit-chain.ts';
import { type Command, EXIT, UsageError } from './command.ts';

const PAGE = 1_000;

export const audit: Command = {
  usage: 'audit verify',
  about: '离线核对审计日志的哈希链，输出 {ok, rows, brokenAt}',
  async run(args, terminal) {
    if (args[0] !== 'verify' || args.length > 1) throw new UsageError('只有 audit verify');
    const config = readConfig(terminal.env);
    const engine = await openEngine(config, { now: Date.now, log: createLogger('warn', 'stderr') });
    try {
      let last: AuditLink = AUDIT_START;
      let rows = 0;
      for (;;) {
        const page = await engine.store.audit(last.seq, PAGE);
        if (page.length === 0) break;
        const verified = verifyAudit(page, last);
        if (verified.brokenAt !== null) {
          terminal.out(`${JSON.stringify({ ok: false, rows: rows + page.length, brokenAt: verified.brokenAt })}\n`);
          return EXIT.no;
        }
        rows += page.length;
        last = page.at(-1) ?? last;
      }
      terminal.out(`${JSON.stringify({ ok: true, rows, brokenAt: null })}\n`);
      return EXIT.done;
    } finally {
      await engine.close();
    }
  },
};
