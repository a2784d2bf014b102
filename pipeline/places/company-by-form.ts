import type { NameBounds } from './name-bounds.ts';
import { type FieldWords, join, reachBack } from './words.ts';

export interface CompanyCandidate {
  kind: 'developer' | 'propertyCompany' | 'contractor';
  name: string;
}

/** What a company does, by the words of its name; the first that fits. */
const TRADES: readonly (readonly [CompanyCandidate['kind'], RegExp])[] = [
  ['propertyCompany', /物业|物管/],
  ['developer', /房地产|地产|置业|房产|房开|置地|城市开发|开发建设/],
  ['contractor', /建筑|建工|建设|路桥|市政|劳务|装饰|安装|园林|土木|工程局|施工/],
];
/** Words of the legal form and the trade: what is left is the company's own name. */
const NOT_OWN =
  /(?:股份|有限|责任|集团|总|分|子)*公司|集团|房地产|地产|开发|置业|房产|置地|物业|物管|管理|服务|建筑|建设|工程|投资|经营|实业|劳务|装饰|安装|市政|园林|项目部|\d+[层栋楼]*/g;
const PLACE = /^(?:(?:[a-z]\d{0,2}|\p{Script=Han}{2,3})[省市区县])+/u;
/** A heading that runs into the text: what stands before the place is not the company's. */
const RUN_ON = /^.+(?=[a-z](?:\d{1,2}[市区县]|市))/;
const LIMITS = { maxChars: 24, maxWords: 14 };
const SHORT_LIMITS = { maxChars: 6, maxWords: 2 };
const SHORT_FORMS = new Set(['物业', '置业', '地产', '房地产', '置地']);

/**
 * Companies known by form: everything before 公司 back to a word that stands before names, and short forms (腾鑫物业,
 * 华都地产). What says only what kind of company it is (物业公司, 开发公司) names none.
 */
export function companyAt(field: FieldWords, i: number, bounds: NameBounds): CompanyCandidate | null {
  const { words, numbers } = field;
  const word = words[i] ?? '';
  if (word.endsWith('公司') || isGroup(field.words, i)) return companyNamed(field, i, bounds);
  const next = words[i + 1] ?? '';
  const goesOn = next.length > 1 && next !== '开发' && !bounds.isBoundary(numbers[i + 1] ?? 0);
  if (!SHORT_FORMS.has(word) || goesOn) return null;
  const from = reachBack(field, i, bounds.endsShortCompany, SHORT_LIMITS);
  const own = join(words, from, i);
  // 电梯都物业…: what the property company does, not one of its name.
  const isAdverb = words[i - 1] === '都' && bounds.isCommonNoun(numbers[i - 2] ?? 0);
  return own.length < 2 || isAdverb ? null : classify(own + word, null);
}

/** Whether a company's name may end with the word. */
export function endsCompanyName(word: string): boolean {
  return word.endsWith('公司') || word === '集团' || SHORT_FORMS.has(word);
}

/** 中海建工集团, unless the legal form follows. */
function isGroup(words: readonly string[], i: number): boolean {
  return words[i] === '集团' && !/^(?:公司|股份|有限|责任|总)/.test(words[i + 1] ?? '');
}

function companyNamed(field: FieldWords, i: number, bounds: NameBounds): CompanyCandidate | null {
  const { words } = field;
  const from = reachBack(field, i, bounds.endsCompany, LIMITS);
  const name = join(words, from, i + 1).replace(RUN_ON, '');
  return classify(name, kindByRole(words[from - 1] ?? '', words[i + 1] ?? ''));
}

/** 某某公司开发, 由某某公司承建, 开发商某某公司: what the sentence says of a company whose name does not tell. */
function kindByRole(before: string, behind: string): CompanyCandidate['kind'] | null {
  if (/^开发/.test(behind) || before === '开发商') return 'developer';
  return /^(?:承建|施工|承包)/.test(behind) || /^(?:施工|承建)/.test(before) ? 'contractor' : null;
}

function classify(name: string, role: CompanyCandidate['kind'] | null): CompanyCandidate | null {
  if (name.replace(NOT_OWN, '').replace(PLACE, '').length < 2) return null;
  const kind = TRADES.find(([, pattern]) => pattern.test(name))?.[0] ?? role;
  return kind === null ? null : { kind, name };
}
