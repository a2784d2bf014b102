import { readdirSync, readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigError, type Issue } from '../../pipeline/errors.ts';
import {
  type GrowthStep,
  growthFile,
  type Improvisation,
  improvisation,
  type PastPost,
  pastFile,
} from './content-schema.ts';

export interface TownContent {
  posts: readonly PastPost[];
  growth: readonly GrowthStep[];
  improvisation: Improvisation;
}

const FOLDER = new URL('./content/', import.meta.url);

/** Reads the town's posts. Throws ConfigError naming every wrong place at once. */
export function loadContent(folder: URL = FOLDER): TownContent {
  const issues: Issue[] = [];
  const read = <T>(name: string, schema: z.ZodType<T>) => readFile(folder, name, schema, issues);
  const pastNames = readdirSync(folder)
    .filter((name) => /^\d.*\.yaml$/.test(name))
    .sort();
  const posts = pastNames.flatMap((name) => read(name, pastFile)?.posts ?? []);
  const growth = read('growth.yaml', growthFile)?.steps ?? [];
  const templates = read('improvisation.yaml', improvisation);
  if (issues.length === 0) issues.push(...crossCheck(posts, growth));
  if (issues.length > 0 || templates === null) throw new ConfigError(issues);
  return { posts, growth, improvisation: templates };
}

function readFile<T>(folder: URL, name: string, schema: z.ZodType<T>, issues: Issue[]): T | null {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(new URL(name, folder), 'utf8'), { lineCounter: lines });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `demo-town/content/${name}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    issues.push(...document.errors.map((error) => ({ where: place(error.pos[0]), message: error.message })));
    return null;
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const node = nearestNode(document, issue.path);
    issues.push({ where: place(node), message: `${issue.path.join('.')} ${issue.message}` });
  }
  return null;
}

/** Offset of the innermost node on the path that exists. */
function nearestNode(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return Number(node.range[0]);
    }
  }
  return 0;
}

/** Numbers are unique and every reference leads to a post that is there before it. */
function crossCheck(posts: readonly PastPost[], growth: readonly GrowthStep[]): Issue[] {
  const issues: Issue[] = [];
  const seen = new Set<number>();
  const wrong = (no: number, message: string) => issues.push({ where: `demo-town/content no ${no}`, message });
  const originals = new Set(posts.filter((post) => post.text !== undefined).map((post) => post.no));
  for (const step of [...posts, ...growth]) {
    if ('answerTo' in step || 'replyTo' in step) {
      const target = 'answerTo' in step ? step.answerTo : step.replyTo;
      if (!seen.has(target)) wrong(target, '答复或跟帖指向的帖子不存在');
      continue;
    }
    if (seen.has(step.no)) wrong(step.no, '编号重复');
    seen.add(step.no);
    if (step.repostOf === undefined) originals.add(step.no);
    else if (!originals.has(step.repostOf)) wrong(step.no, `转载的原帖 ${step.repostOf} 不存在`);
  }
  return issues;
}
