import { type CasesQuery, casesQuery } from '../../case-contract.ts';

export const SCOPES = [
  { id: 'mine', name: '等我办' },
  { id: 'department', name: '本科室' },
  { id: 'all', name: '全部' },
] as const;

export interface CaseListFilters {
  scope: NonNullable<CasesQuery['scope']>;
  state?: CasesQuery['state'];
  level?: CasesQuery['level'];
  q?: string;
}

/** The address is the view; what it should not hold is passed over, one part at a time. */
export function readCaseFilters(params: URLSearchParams): CaseListFilters {
  const { shape } = casesQuery;
  const { data: scope = 'mine' } = shape.scope.safeParse(params.get('scope') ?? undefined);
  const { data: state } = shape.state.safeParse(params.get('state') ?? undefined);
  const { data: level } = shape.level.safeParse(params.get('level') ?? undefined);
  const { data: q } = shape.q.safeParse(params.get('q') ?? undefined);
  return { scope, ...(state && { state }), ...(level && { level }), ...(q && { q }) };
}
