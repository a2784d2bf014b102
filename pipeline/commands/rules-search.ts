import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileExpression } from '../../rules/compile/expression.ts';
import { loadRules } from '../../rules/load.ts';
import type { Subject } from '../../rules/rule-set.ts';
import { backSearch } from '../back-search.ts';
import { readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { createLogger } from '../log.ts';
import { createSubjectReader } from '../match/match.ts';
import { rulesDirOf } from '../paths.ts';
import { createJieba } from '../segment/jieba.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';
import { readEnd, readInstant } from './instant-option.ts';

/** Which stored posts an expression hits, one line each; how many were looked at goes to standard error. */
export async function rulesSearch(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { from: { type: 'string' }, to: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [expression, ...rest] = positionals;
  if (expression === undefined || rest.length > 0) throw new UsageError('需要一个表达式');
  const range = {
    ...(values.from === undefined ? {} : { from: readInstant('--from', values.from) }),
    ...(values.to === undefined ? {} : { to: readEnd('--to', values.to) }),
  };
  const config = readConfig(terminal.env);
  const rulesDir = rulesDirOf(config);
  const { lexicon, fold } = await loadRules(rulesDir);
  const { filter, match } = compileExpression(expression, { lexicon, fold });
  const verify = (subject: Subject) => {
    const result = match(subject);
    return result.hit ? result : null;
  };
  const engine = await openEngine(config, { now: Date.now, log: createLogger('warn', 'stderr') });
  try {
    const toSubject = createSubjectReader(createJieba(join(rulesDir, 'lexicon', 'segmentation.txt')), fold);
    let counts = { candidates: 0, hitsSoFar: 0 };
    for await (const page of backSearch({ filter, verify, ...range }, { queries: engine.queries, toSubject })) {
      for (const { post, found } of page.hits) {
        const { docId: id, title, url, eventTime } = post.post;
        const { spans, why } = found;
        terminal.out(`${JSON.stringify({ id, title, eventTime, url, spans, why })}\n`);
      }
      counts = page;
    }
    terminal.err(`命中 ${counts.hitsSoFar} 篇（查看了 ${counts.candidates} 篇可能命中的帖子）\n`);
    return EXIT.done;
  } finally {
    await engine.close();
  }
}
