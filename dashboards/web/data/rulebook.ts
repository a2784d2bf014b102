import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type BackTestRequest,
  type DraftDetail,
  type DraftRequest,
  draftDetail,
  draftList,
  draftView,
  type FeedbackRequest,
  feedbackList,
  type LearnedOrder,
  learnedState,
  published,
  type RollBackRequest,
  registerPreview,
  ruleDetail,
  ruleFileDetail,
  ruleFileList,
  ruleSuggestions,
  versionList,
} from '../../rulebook-contract.ts';
import { callApi } from './api.ts';

const RULES = '/api/rules';
const DRAFTS = '/api/rule-drafts';
const pathOf = (base: string, id: string) => `${base}/${encodeURIComponent(id)}`;
const WATCH_MS = 1_000;

export function useRule(id: string | null) {
  return useQuery({
    queryKey: ['rule', id],
    enabled: id !== null,
    queryFn: ({ signal }) => callApi(pathOf(RULES, id ?? ''), ruleDetail, { signal }),
  });
}

export function useSuggestions(id: string, wanted: boolean) {
  return useQuery({
    queryKey: ['rule', id, 'suggestions'],
    enabled: wanted,
    queryFn: ({ signal }) => callApi(`${pathOf(RULES, id)}/suggestions`, ruleSuggestions, { signal }),
  });
}

export function useRuleFiles() {
  return useQuery({
    queryKey: ['rule-files'],
    queryFn: ({ signal }) => callApi('/api/rule-files', ruleFileList, { signal }),
  });
}

export function useRuleFile(path: string | null) {
  return useQuery({
    queryKey: ['rule-file', path],
    enabled: path !== null,
    queryFn: ({ signal }) => callApi('/api/rule-files/one', ruleFileDetail, { query: { path }, signal }),
  });
}

export function useDrafts() {
  return useQuery({ queryKey: ['rule-drafts'], queryFn: ({ signal }) => callApi(DRAFTS, draftList, { signal }) });
}

/** Asked again each second while a back-test runs. */
export function useDraft(id: string | null) {
  return useQuery<DraftDetail>({
    queryKey: ['rule-draft', id],
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.backTest.running ? WATCH_MS : false),
    queryFn: ({ signal }) => callApi(pathOf(DRAFTS, id ?? ''), draftDetail, { signal }),
  });
}

/** A new draft, or with `seen` the new content of that one. */
export function useSaveDraft() {
  const keep = useKeepDraft();
  return useMutation({
    mutationFn: ({ content, seen }: { content: DraftRequest; seen: DraftDetail | null }) =>
      seen === null
        ? callApi(DRAFTS, draftDetail, { method: 'POST', body: content })
        : callApi(pathOf(DRAFTS, seen.draft.draftId), draftDetail, {
            method: 'PATCH',
            body: { ...content, row: seen.row },
          }),
    onSuccess: keep,
  });
}

export type DraftStepName = 'propose' | 'withdraw' | 'rebase' | 'reject' | 'publish';

const stepAnswer = z.union([draftDetail, published]);

export function useDraftStep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ seen, step, reason }: { seen: DraftDetail; step: DraftStepName; reason: string | null }) =>
      callApi(`${pathOf(DRAFTS, seen.draft.draftId)}/${step}`, stepAnswer, {
        method: 'POST',
        body: { row: seen.row, ...(reason === null ? {} : { reason }) },
      }),
    onSettled: () => refreshRules(client),
  });
}

export function useBackTest(draftId: string) {
  const keep = useKeepDraft();
  const client = useQueryClient();
  const path = `${pathOf(DRAFTS, draftId)}/back-test`;
  return {
    start: useMutation({
      mutationFn: (body: BackTestRequest) => callApi(path, draftDetail, { method: 'POST', body }),
      onSuccess: keep,
    }),
    stop: useMutation({
      mutationFn: () => callApi(path, z.undefined(), { method: 'DELETE' }),
      onSettled: () => client.invalidateQueries({ queryKey: ['rule-draft', draftId] }),
    }),
  };
}

export function useLearned() {
  return useQuery({
    queryKey: ['learned'],
    queryFn: ({ signal }) => callApi('/api/learned', learnedState, { signal }),
  });
}

export function useLearnedDraft() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: LearnedOrder) => callApi('/api/learned/drafts', draftView, { method: 'POST', body }),
    onSettled: () => refreshRules(client),
  });
}

export function useVersions() {
  return useQuery({
    queryKey: ['rule-versions'],
    queryFn: ({ signal }) => callApi('/api/rule-versions', versionList, { signal }),
  });
}

export function useRollBack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RollBackRequest) => callApi('/api/rule-versions/roll-back', published, { method: 'POST', body }),
    onSettled: () => refreshRules(client),
  });
}

export function useFeedback(docId: string) {
  return useQuery({
    queryKey: ['feedback', docId],
    queryFn: ({ signal }) => callApi(`${pathOf('/api/posts', docId)}/feedback`, feedbackList, { signal }),
  });
}

export function useGiveFeedback(docId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: FeedbackRequest) =>
      callApi(`${pathOf('/api/posts', docId)}/feedback`, feedbackList, { method: 'POST', body }),
    onSuccess: (list, { rule }) => {
      client.setQueryData(['feedback', docId], list);
      void client.invalidateQueries({ queryKey: ['rules'] });
      void client.invalidateQueries({ queryKey: ['rule', rule] });
    },
  });
}

function useKeepDraft() {
  const client = useQueryClient();
  return (detail: DraftDetail) => {
    client.setQueryData(['rule-draft', detail.draft.draftId], detail);
    void client.invalidateQueries({ queryKey: ['rule-drafts'] });
  };
}

function refreshRules(client: ReturnType<typeof useQueryClient>) {
  const touched = [
    'rules',
    'rule',
    'rule-files',
    'rule-file',
    'rule-draft',
    'rule-drafts',
    'rule-versions',
    'learned',
    'meta',
  ];
  return Promise.all(touched.map((name) => client.invalidateQueries({ queryKey: [name] })));
}

/** Sends a register of projects to be looked at; nothing is kept. */
export function useRegisterPreview() {
  return useMutation({
    mutationFn: async (file: File) =>
      callApi('/api/rule-files/register', registerPreview, {
        method: 'POST',
        body: { name: file.name, content: await inBase64(file) },
      }),
  });
}

async function inBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  // In pieces: a call takes only so many arguments.
  const pieces = Array.from({ length: Math.ceil(bytes.length / 8_192) }, (_, i) =>
    String.fromCharCode(...bytes.subarray(i * 8_192, (i + 1) * 8_192)),
  );
  return btoa(pieces.join(''));
}
