import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { decodeBytes } from '../../crawlers/import/decode.ts';
import { IMPORT_TOOLS, importKeywords } from '../../rules/import/import-keywords.ts';
import { formatDiagnostic } from '../../rules/language/diagnostics.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';
import { readBytes } from './input-file.ts';

/**
 * Another tool's keyword file → a pack in YAML on standard output, diagnostics on standard error. A group with a mistake is
 * left out of the pack and makes the exit code 2; what merely has no counterpart here is a warning.
 */
export async function rulesImport(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { from: { type: 'string' }, json: { type: 'boolean' } },
  });
  const tool = IMPORT_TOOLS.find((known) => known === values.from);
  if (tool === undefined) {
    const given = values.from === undefined ? '请用 --from 写明原来的工具' : `没有“${values.from}”这种文件`;
    throw new UsageError(`${given}，可用：${IMPORT_TOOLS.join('、')}`);
  }
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError('需要一个文件');
  const { text, replaced } = decodeBytes(await readBytes(file));
  const { pack, diagnostics } = importKeywords(tool, file, text);
  if (replaced > 0) terminal.err(`${file}: 有 ${replaced} 处字节无法识别，已用 � 代替；请另存为 UTF-8\n`);
  if (values.json) terminal.out(`${JSON.stringify({ pack, diagnostics }, null, 2)}\n`);
  else {
    if (pack !== null) terminal.out(stringify(pack, { lineWidth: 0 }));
    for (const one of diagnostics) terminal.err(`${formatDiagnostic(one)}\n`);
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  terminal.err(`${pack?.rules.length ?? 0} 条规则，${errors} 个错误，${diagnostics.length - errors} 个提醒\n`);
  return errors === 0 ? EXIT.done : EXIT.usage;
}
