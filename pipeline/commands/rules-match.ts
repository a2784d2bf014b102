import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { compileExpression } from '../../rules/compile/expression.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';
import { requireFile } from './input-file.ts';
import { PUBLISHED, readRuleSet } from './rule-source.ts';
import { createToSubject } from './text-subject.ts';

const jsonLine = z.object({ title: z.string().default(''), text: z.string().default('') });

/** Which posts an expression hits: one text a line, or JSONL with `title` and `text`. */
export async function rulesMatch(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, ...PUBLISHED },
  });
  const [expression, file = '-', ...rest] = positionals;
  if (expression === undefined || rest.length > 0) throw new UsageError('需要一个表达式，可再给一个文件');
  const { rulesDir, rules } = await readRuleSet(values.published, terminal);
  const { lexicon, fold } = rules;
  const compiled = compileExpression(expression, { lexicon, fold });
  const subjectOf = createToSubject(rulesDir, fold);
  let index = 0;
  for await (const line of await linesOf(file, terminal)) {
    if (line.trim() === '') continue;
    const { hit, spans, why } = compiled.match(subjectOf(readLine(line)));
    terminal.out(`${JSON.stringify({ index, hit, spans, why })}\n`);
    index += 1;
  }
  return EXIT.done;
}

async function linesOf(file: string, terminal: Terminal): Promise<AsyncIterable<string>> {
  if (file === '-') return createInterface({ input: terminal.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  await requireFile(file);
  return createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}

/** A line that looks like JSON and is a post is taken as one; anything else is the text itself. */
function readLine(line: string): { title?: string; text: string } {
  if (!line.trimStart().startsWith('{')) return { text: line };
  try {
    const parsed = jsonLine.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : { text: line };
  } catch {
    return { text: line };
  }
}
