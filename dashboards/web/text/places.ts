import type { FoundPost } from '../../alert-contract.ts';

type Places = FoundPost['verdict']['places'];

const KINDS: readonly { kind: keyof Places; what: string }[] = [
  { kind: 'district', what: '区县' },
  { kind: 'street', what: '街道乡镇' },
  { kind: 'estate', what: '小区' },
  { kind: 'project', what: '项目' },
  { kind: 'developer', what: '开发商' },
  { kind: 'propertyCompany', what: '物业企业' },
  { kind: 'contractor', what: '施工单位' },
];

export interface NamedPlace {
  what: string;
  name: string;
  /** False where the post uses an alias, or the lexicon says that it belongs to what the post names. */
  isWritten: boolean;
}

/** The places and bodies that a post speaks of, from the largest to the smallest; none that is not known. */
export function placesOf({ title, text }: FoundPost['post'], places: Places): NamedPlace[] {
  const said = `${title}\n${text}`.normalize('NFKC').toUpperCase();
  return KINDS.flatMap(({ kind, what }) => {
    const name = places[kind];
    return name === null ? [] : [{ what, name, isWritten: said.includes(name.normalize('NFKC').toUpperCase()) }];
  });
}
