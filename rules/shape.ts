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
  const message = key === undefined ? issue.message : `“${path.join('.')}”${issue.message}`;
  diagnostics.push(file.at(path, { code: 'bad-value', message, hint: '改成要求的写法' }));
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
