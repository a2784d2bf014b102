import {
  type DraftDetail,
  type PreviewLine,
  type PreviewRequest,
  previewLine,
  type TrialLine,
  type TrialRequest,
  trialLine,
} from '../../rulebook-contract.ts';
import { type Lines, useLines } from './use-lines.ts';

type Line<T, Kind> = Extract<T, { kind: Kind }>;

/** A rule under hand as far as it has been tried. */
export interface Preview {
  checked: Line<PreviewLine, 'checked'>;
  posts: Line<PreviewLine, 'progress'> | null;
  complete: boolean;
}

/** Null = nothing to ask. */
export function usePreview(request: PreviewRequest | null): Lines<Preview> {
  return useLines(request, { path: '/api/rules/preview', schema: previewLine, add: addPreview });
}

function addPreview(before: Preview | null, line: PreviewLine): Preview {
  if (line.kind === 'checked') return { checked: line, posts: null, complete: false };
  if (before === null) throw new Error('posts came before the check');
  if (line.kind === 'done') return { ...before, complete: true };
  return { ...before, posts: { ...line, items: [...(before.posts?.items ?? []), ...line.items] } };
}

/** Edits that are in no draft yet, as far as they have been tried. */
export interface Trial {
  diagnostics: DraftDetail['diagnostics'];
  found: Pick<Line<TrialLine, 'progress'>, 'counts' | 'changed'> | null;
  result: Line<TrialLine, 'done'>['result'] | null;
}

/** Null = nothing to ask. */
export function useTrial(request: TrialRequest | null): Lines<Trial> {
  return useLines(request, { path: '/api/rules/trial', schema: trialLine, add: addTrial });
}

function addTrial(before: Trial | null, line: TrialLine): Trial {
  if (line.kind === 'checked') return { diagnostics: line.diagnostics, found: null, result: null };
  if (before === null) throw new Error('posts came before the check');
  if (line.kind === 'done') return { ...before, result: line.result };
  return { ...before, found: { counts: line.counts, changed: [...(before.found?.changed ?? []), ...line.changed] } };
}
