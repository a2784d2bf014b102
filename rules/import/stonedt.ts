import type { SymbolOptions } from '../compile/symbols.ts';
import type { Node } from '../language/ast.ts';
import { allOf, isSome, not } from './nodes.ts';
import { Findings, type ImportedGroup, type ImportReading, type SourceLine, sourceLines } from './reading.ts';
import { readBox } from './stonedt-box.ts';

/**
 * The keyword boxes of 思通舆情 written down in a text file. A plan (方案) has a box of keywords, `A+(B|C)`, and one of
 * exclusions in the same writing; older plans have boxes for place, person and event beside it, all of which must hold.
 * A box begins with its label (`关键词：`, `排除词：`, `方案名称：`, alone on a line or with the content behind it) and may go on
 * over the lines that follow. A line that stands under no label is a plan of its own, with its exclusions behind a tab
 * or in the labelled line that follows.
 */
export function readStonedt(path: string, source: string, options: SymbolOptions): ImportReading {
  const findings = new Findings(path);
  const plans = plansOf(sourceLines(source), findings);
  const groups = plans.flatMap((plan) => toGroup(plan, findings, options) ?? []);
  return { groups, diagnostics: findings.diagnostics };
}

type Box = 'name' | 'keywords' | 'place' | 'person' | 'event' | 'excluded';

/** Headings of the form, of its table in the database, and what people call them. */
const LABELS: Readonly<Record<Box, RegExp>> = {
  name: /^(?:(?:监测)?方案(?:名称)?|名称|project_?name|name)$/i,
  keywords: /^(?:方案|监测|匹配)?(?:主体)?(?:关键词|关键字|主体词)(?:表达式)?$|^(?:keywords?|subject_?word)$/i,
  place: /^(?:国家\/城市\/)?地域(?:关键)?词?$|^regional_?word$/i,
  person: /^人物(?:\/机构\/企业)?(?:关键)?词?$|^character_?word$/i,
  event: /^事件(?:\/动词)?(?:关键)?词?$|^event_?word$/i,
  excluded:
    /^(?:监测)?(?:屏蔽歧义词|屏蔽词|歧义词|排除(?:关键)?词?(?:表达式)?|过滤词)$|^(?:exclude|exclusions?|stop_?words?)$/i,
};

interface Plan {
  line: number;
  boxes: Partial<Record<Box, SourceLine[]>>;
}

function plansOf(lines: readonly SourceLine[], findings: Findings): Plan[] {
  const plans: Plan[] = [];
  /** The box that further lines go to; null under no label. */
  let open: SourceLine[] | null = null;
  const planFor = (box: Box, line: number): Plan => {
    const last = plans.at(-1);
    if (last !== undefined && last.boxes[box] === undefined && (box !== 'name' || Object.keys(last.boxes).length === 0))
      return last;
    const plan: Plan = { line, boxes: {} };
    plans.push(plan);
    return plan;
  };
  for (const line of lines) {
    const labelled = readLabel(line);
    if (labelled === 'unknown') {
      const message = `不认识“${line.text}”开头的标签，这一行没有导入`;
      const hint = '认识的标签：方案名称、关键词、地域、人物、事件、排除词';
      findings.add('error', { line: line.number, column: line.column }, { code: 'unknown-label', message, hint });
      open = null;
    } else if (labelled !== null) {
      const plan = planFor(labelled.box, line.number);
      open = plan.boxes[labelled.box] = [labelled.rest];
    } else if (line.text === '') {
      open = null;
    } else if (open !== null) {
      open.push(line);
    } else if (!line.text.startsWith('#')) {
      plans.push({ line: line.number, boxes: unlabelled(line) });
    }
  }
  return plans;
}

function readLabel(line: SourceLine): { box: Box; rest: SourceLine } | 'unknown' | null {
  const bare = /^[[【]\s*([^\]】]+?)\s*[\]】]$/.exec(line.text)?.[1] ?? line.text;
  const [, label = bare, sign = ''] = /^([^:：=+|()（）\t]{1,20}?)\s*([:：=])/.exec(line.text) ?? [];
  for (const [box, pattern] of entriesOf(LABELS)) {
    if (!pattern.test(label.trim())) continue;
    const after = sign === '' ? '' : line.text.slice(line.text.indexOf(sign) + 1);
    const text = after.trim();
    const column = line.column + line.text.length - (text === '' ? 0 : after.length - after.indexOf(text));
    return { box, rest: { number: line.number, column, text } };
  }
  return sign === ':' || sign === '：' ? 'unknown' : null;
}

function entriesOf(labels: Readonly<Record<Box, RegExp>>): [Box, RegExp][] {
  const boxes: Box[] = ['name', 'keywords', 'place', 'person', 'event', 'excluded'];
  return boxes.map((box) => [box, labels[box]]);
}

function unlabelled(line: SourceLine): Plan['boxes'] {
  const tab = line.text.indexOf('\t');
  if (tab < 0) return { keywords: [line] };
  const after = line.text.slice(tab + 1);
  const text = after.trim();
  return {
    keywords: [{ ...line, text: line.text.slice(0, tab).trim() }],
    excluded: [{ ...line, text, column: line.column + tab + 1 + after.indexOf(text) }],
  };
}

function toGroup({ line, boxes }: Plan, findings: Findings, options: SymbolOptions): ImportedGroup | null {
  const isFilled = (box: Box) => boxes[box]?.some(({ text }) => text !== '') ?? false;
  const read = (box: Box) => (isFilled(box) ? readBox(boxes[box] ?? [], findings, options) : null);
  const wanted: Box[] = (['keywords', 'place', 'person', 'event'] satisfies Box[]).filter(isFilled);
  if (wanted.length === 0) {
    const message = '这个方案没有关键词，没有导入';
    findings.add('warning', { line, column: 1 }, { code: 'only-exclusions', message, hint: '补上关键词' });
    return null;
  }
  const parts = wanted.map(read);
  const excluded = read('excluded');
  // Half a plan would hit what the whole one does not: with a mistake in any box the plan is left out.
  if (parts.includes(null) || (isFilled('excluded') && excluded === null)) return null;
  const nodes: Node[] = [...parts.filter((part) => part !== null), ...(excluded === null ? [] : [not(excluded)])];
  if (!isSome(nodes)) return null;
  const typed = boxes.name?.map(({ text }) => text).join('') ?? '';
  const first = boxes[wanted[0] ?? 'keywords']?.find(({ text }) => text !== '')?.text ?? '';
  return { name: typed === '' ? first : typed, line, node: allOf(nodes) };
}
