import type { DraftRequest, RuleDetail } from '../../rulebook-contract.ts';

export type RuleBody = RuleDetail['rule'];
type Samples = NonNullable<RuleBody['samples']>;
export type EditBody = DraftRequest['edits'][number];

/** A rule as fields of a form; everything is text. */
export interface RuleForm {
  id: string;
  name: string;
  expression: string;
  severity: string;
  /** Empty: what the pack's role gives. */
  domain: string;
  note: string;
  /** One sample a line; 【标题】 at its beginning is the title. */
  hit: string;
  miss: string;
}

export const EMPTY_FORM: RuleForm = {
  id: '',
  name: '',
  expression: '',
  severity: '10',
  domain: '',
  note: '',
  hit: '',
  miss: '',
};

export function toForm(rule: RuleBody): RuleForm {
  return {
    id: rule.id,
    name: rule.name,
    expression: rule.expression.trim(),
    severity: String(rule.severity),
    domain: rule.domain === undefined ? '' : String(rule.domain),
    note: rule.note ?? '',
    hit: (rule.samples?.hit ?? []).map(toLine).join('\n'),
    miss: (rule.samples?.miss ?? []).map(toLine).join('\n'),
  };
}

/** Null where a number is none, or an id, a name or an expression is missing: `problemOf` says which. */
export function fromForm(form: RuleForm): RuleBody | null {
  if (problemOf(form) !== null) return null;
  const hit = toSamples(form.hit);
  const miss = toSamples(form.miss);
  return {
    id: form.id.trim(),
    name: form.name.trim(),
    expression: form.expression.trim(),
    severity: Number(form.severity),
    ...(form.domain.trim() === '' ? {} : { domain: Number(form.domain) }),
    ...(form.note.trim() === '' ? {} : { note: form.note.trim() }),
    ...(hit.length > 0 && miss.length > 0 ? { samples: { hit, miss } } : {}),
  };
}

/** What is missing or wrong in the form itself, in a sentence; null when the rule can be sent. */
export function problemOf(form: RuleForm): string | null {
  if (!/^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/.test(form.id.trim()))
    return '编号只用小写字母、数字、点和连字符，以字母开头';
  if (form.name.trim() === '') return '请填写名称';
  if (form.expression.trim() === '') return '请填写表达式';
  if (!isNumber(form.severity, -60, 60)) return '分值是 −60 到 60 的数';
  if (form.domain.trim() !== '' && !isNumber(form.domain, -5, 5)) return '领域依据是 −5 到 5 的数，可不填';
  const [hit, miss] = [toSamples(form.hit).length, toSamples(form.miss).length];
  if (hit > 0 !== miss > 0) return '样例要两边都有：必须命中的和不能命中的，各至少一条';
  return null;
}

function isNumber(text: string, least: number, most: number): boolean {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) && value >= least && value <= most;
}

function toLine(sample: Samples['hit'][number]): string {
  const { title, text } = typeof sample === 'string' ? { title: '', text: sample } : sample;
  return `${title === '' ? '' : `【${title}】`}${text}`.replace(/\s*\n\s*/g, ' ');
}

function toSamples(lines: string): Samples['hit'] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, title, text] = /^【([^】]+)】(.*)$/.exec(line) ?? [];
      return title === undefined || text === undefined ? line : { title, text };
    });
}

/** The edits of a draft with one for this rule put in, in place of an earlier one. */
export function withEdit(edits: readonly EditBody[], edit: EditBody): EditBody[] {
  const id = idOf(edit);
  const at = edits.findIndex((one) => idOf(one) === id);
  return at < 0 ? [...edits, edit] : edits.map((one, index) => (index === at ? edit : one));
}

/** The rule an edit speaks of, or the pack it opens. */
export function idOf(edit: EditBody): string {
  if (edit.kind === 'learned') return '学习所得';
  if (edit.kind === 'file') return edit.path;
  return edit.kind === 'add-pack' ? edit.pack.id : edit.kind === 'retire' ? edit.id : edit.rule.id;
}

export const EDIT_WORDS: Readonly<Record<EditBody['kind'], string>> = {
  add: '新增',
  replace: '修改',
  retire: '停用',
  'add-pack': '新规则包',
  learned: '学习所得',
  file: '修改文件',
};
