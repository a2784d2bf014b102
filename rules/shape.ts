import { z } from 'zod';
import type { Diagnostic } from './language/diagnostics.ts';
import { nearest } from './language/nearest.ts';
import type { Path, YamlFile } from './yaml-file.ts';

const CHINESE = z.locales.zhCN();

/** Checks a file against its schema. Every mistake goes to `diagnostics`, with its place; then the answer is null. */
export function checkShape<Schema extends z.ZodType>(
  file: YamlFile,
  schema: Schema,
  diagnostics: Diagnostic[],
): z.output<Schema> | null {
  const parsed = schema.safeParse(file.value, { error: CHINESE.localeError });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) report(file, schema, issue, [], diagnostics);
  return null;
}

function report(
  file: YamlFile,
  schema: z.ZodType,
  issue: z.core.$ZodIssue,
  above: Path,
  diagnostics: Diagnostic[],
): void {
  const path = [...above, ...issue.path.filter((step) => typeof step !== 'symbol')];
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const near = nearest(key, keysOf(schema));
      const hint = near === null ? '删掉它，或改成这里支持的键' : `是不是“${near}”？`;
      diagnostics.push(file.atKey(path, key, { code: 'unknown-key', message: `不认识的键“${key}”`, hint }));
    }
    return;
  }
  const branch = issue.code === 'invalid_union' ? closestBranch(issue.errors) : null;
  if (branch !== null) {
    for (const inner of branch) report(file, schema, inner, path, diagnostics);
    return;
  }
  const key = path.at(-1);
  const missing = issue.code === 'invalid_type' && valueAt(file.value, path) === undefined;
  if (missing) {
    const finding = { code: 'missing-key', message: `缺少“${String(key)}”`, hint: `在这里补上 ${String(key)}:` };
    diagnostics.push(file.at(path.slice(0, -1), finding));
    return;
  }
  const value = valueAt(file.value, path);
  if (key === undefined && value === null) {
    diagnostics.push(file.at(path, { code: 'bad-value', message: '文件里没有内容', hint: '写上内容，或删掉这个文件' }));
    return;
  }
  const kinds = issue.code === 'invalid_type' ? KINDS[issue.expected] : undefined;
  const tooFew = issue.code === 'too_small' && issue.origin === 'array' ? `至少要有 ${issue.minimum} 项` : null;
  const problem = kinds === undefined ? (tooFew ?? issue.message) : `要写${kinds.name}，这里是${kindOf(value)}`;
  const message = `${key === undefined ? '整个文件' : `“${labelOf(path)}”`}${problem}`;
  diagnostics.push(file.at(path, { code: 'bad-value', message, hint: kinds?.hint(value) ?? '改成要求的写法' }));
}

/** What a value is to be, in the words of who writes the file, and how it is written. */
const KINDS: Readonly<Record<string, { name: string; hint(value: unknown): string }>> = {
  string: {
    name: '文字',
    hint: (value) => (isBareValue(value) ? `加上引号："${String(value)}"` : '写成一段文字'),
  },
  number: { name: '数字', hint: () => '写成不带引号的数字' },
  boolean: { name: 'true 或 false', hint: () => '写 true 或 false，不带引号' },
  array: { name: '列表', hint: () => '每项一行，前面写“- ”，或写成 [甲, 乙]' },
  object: { name: '成组的“键: 值”', hint: () => '每行写一个“键: 值”，冒号后空一格' },
};

function isBareValue(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return '空的';
  if (Array.isArray(value)) return '列表';
  const named = KINDS[typeof value];
  return isBareValue(value) ? `${named?.name ?? ''} ${String(value)}`.trim() : (named?.name ?? typeof value);
}

/** `rules.3.severity` for the third rule: people count from one. */
function labelOf(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? step + 1 : step)).join('.');
}

/** The branch of a union that the value was meant for: the one that complains about the value's parts. */
function closestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | null {
  const inner = (issues: readonly z.core.$ZodIssue[]) =>
    issues.some((issue) => issue.path.length > 0 || issue.code !== 'invalid_type');
  return branches.find(inner) ?? null;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}

/** Every key that the schema knows, at any depth. */
function keysOf(schema: z.ZodType): Set<string> {
  const keys = new Set<string>();
  const seen = new Set<unknown>();
  const visit = (part: unknown): void => {
    if (seen.has(part)) return;
    seen.add(part);
    if (part instanceof z.ZodObject) {
      for (const [key, inner] of Object.entries(part.shape)) {
        keys.add(key);
        visit(inner);
      }
    } else if (part instanceof z.ZodArray) visit(part.element);
    else if (part instanceof z.ZodRecord) visit(part.valueType);
    else if (part instanceof z.ZodOptional || part instanceof z.ZodDefault || part instanceof z.ZodLazy) {
      visit(part.unwrap());
    } else if (part instanceof z.ZodUnion) for (const option of part.options) visit(option);
    else if (part instanceof z.ZodPipe) visit(part.in);
  };
  visit(schema);
  return keys;
}
