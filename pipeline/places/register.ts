import { LIMITS } from '../../rules/language/ast.ts';
import type { LexiconEntry } from '../../rules/schema.ts';
import { PLACE_KINDS, PLACE_LISTS, type PlaceKind } from './gazetteer.ts';

/** Headings under which a register gives names; the first that is there counts. Several names in a cell are parted by 、 ； or /. */
const HEADINGS: Readonly<Record<PlaceKind, readonly string[]>> = {
  project: ['项目名称', '工程名称', '备案名', '备案名称', '项目'],
  estate: ['小区名称', '推广名', '推广名称', '案名', '楼盘名称', '小区', '楼盘'],
  district: ['区县', '县区', '所属区县', '所在区县', '行政区划', '县市区', '区'],
  street: ['街道', '乡镇', '街道乡镇', '镇街', '所属街道', '街道办事处'],
  developer: ['开发企业', '开发单位', '开发商', '建设单位', '开发公司', '开发企业名称'],
  propertyCompany: ['物业企业', '物业公司', '物业服务企业', '物业服务企业名称', '物业单位'],
  contractor: ['施工单位', '施工企业', '施工总承包单位', '总承包单位', '总包单位', '承建单位'],
};
const ALIAS_HEADINGS = ['别名', '曾用名', '简称', '俗称'];

export type RegisterColumns = Partial<Record<PlaceKind | 'aliases', number>>;

/** Columns of a register by its headings; null where the row names neither projects nor estates. */
export function registerColumns(headings: readonly string[]): RegisterColumns | null {
  const plain = headings.map((heading) => heading.replace(/[\s（(].*$|[*＊：:\s]/g, ''));
  const at = (names: readonly string[]) => names.map((name) => plain.indexOf(name)).find((column) => column >= 0);
  const columns: RegisterColumns = {};
  for (const kind of PLACE_KINDS) {
    const column = at(HEADINGS[kind]);
    if (column !== undefined) columns[kind] = column;
  }
  const aliases = at(ALIAS_HEADINGS);
  if (aliases !== undefined) columns.aliases = aliases;
  return columns.estate === undefined && columns.project === undefined ? null : columns;
}

export type RegisterLists = Record<PlaceKind, Map<string, LexiconEntry>>;

export function emptyLists(): RegisterLists {
  const list = () => new Map<string, LexiconEntry>();
  return {
    ...{ district: list(), street: list(), estate: list(), project: list() },
    ...{ developer: list(), propertyCompany: list(), contractor: list() },
  };
}

/**
 * Adds one row of a register: the estate under its names in use (推广名), the project, and what belongs to both. Districts
 * and streets are not added to their lists, only noted as belonging. Returns why the row was left out, or null.
 */
export function addRegisterRow(
  lists: RegisterLists,
  cells: readonly string[],
  columns: RegisterColumns,
): string | null {
  const given = (kind: PlaceKind | 'aliases') => namesIn(cells[columns[kind] ?? -1] ?? '');
  const [estate, ...otherNames] = given('estate');
  const [project] = given('project');
  if (estate === undefined && project === undefined) return '没有项目名称也没有小区名称';
  const long = [...PLACE_KINDS, 'aliases' as const].flatMap(given).find(({ length }) => length > LIMITS.term);
  if (long !== undefined) return `名称太长（${long.length} 个字符，最多 ${LIMITS.term} 个）：${long.slice(0, 12)}…`;
  const belongs: Record<string, string> = {};
  for (const kind of PLACE_KINDS) {
    const [name] = given(kind);
    if (name !== undefined && kind !== 'estate' && kind !== 'project') belongs[PLACE_LISTS[kind]] = name;
  }
  if (estate !== undefined) {
    const own = project === undefined ? belongs : { ...belongs, [PLACE_LISTS.project]: project };
    put(lists.estate, { name: estate, aliases: [...otherNames, ...given('aliases')], belongs: own });
  }
  if (project !== undefined) {
    const own = estate === undefined ? belongs : { ...belongs, [PLACE_LISTS.estate]: estate };
    put(lists.project, { name: project, aliases: [], belongs: own });
  }
  for (const kind of ['developer', 'propertyCompany', 'contractor'] as const) {
    for (const name of given(kind)) put(lists[kind], { name, aliases: shortNames(name) });
  }
  return null;
}

/** Stands for what two entries of one name say differently. */
const DISPUTED = '';

/**
 * Adds an entry, or joins it with the one of that name: aliases of both, and what belongs to it unless they differ, as two
 * estates of one name in two districts must not be taken for each other.
 */
export function put(list: Map<string, LexiconEntry>, entry: LexiconEntry): void {
  const known = list.get(entry.name);
  const aliases = [...new Set([...(known?.aliases ?? []), ...entry.aliases])].filter((alias) => alias !== entry.name);
  const belongs = { ...known?.belongs };
  for (const [name, value] of Object.entries(entry.belongs ?? {})) {
    belongs[name] = (belongs[name] ?? value) === value ? value : DISPUTED;
  }
  list.set(entry.name, { name: entry.name, aliases, ...(Object.keys(belongs).length > 0 ? { belongs } : {}) });
}

/** The entries as the lexicon writes them, without what is disputed. */
export function entriesOf(list: ReadonlyMap<string, LexiconEntry>): LexiconEntry[] {
  return [...list.values()].map(({ name, aliases, belongs = {} }) => {
    const agreed = Object.entries(belongs).filter(([, value]) => value !== DISPUTED);
    return { name, aliases, ...(agreed.length > 0 ? { belongs: Object.fromEntries(agreed) } : {}) };
  });
}

function namesIn(cell: string): string[] {
  const names = cell.split(/[、；;/\n]/).map((name) => name.replace(/\s+/g, ''));
  return names.filter((name) => name.length >= 2 && !/^(?:无|暂无|未定|待定|\/|-+)$/.test(name));
}

/** 聊城市云上置业有限公司 is called 云上置业有限公司 and 云上置业. */
function shortNames(name: string): string[] {
  const bare = name.replace(/^(?:\p{Script=Han}{2}省)?(?:\p{Script=Han}{2,3}市)?/u, '');
  const short = bare.replace(
    /(?:房地产开发|置业|物业服务|物业管理|建筑工程|建设工程|建筑|建设)?(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司$/,
    (end) =>
      /置业/.test(end)
        ? '置业'
        : /物业/.test(end)
          ? '物业'
          : /房地产/.test(end)
            ? '房地产'
            : /建筑/.test(end)
              ? '建筑'
              : /建设/.test(end)
                ? '建设'
                : '',
  );
  return [...new Set([bare, short])].filter((one) => one !== name && one.length >= 4);
}
