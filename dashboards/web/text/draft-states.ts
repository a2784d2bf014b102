import type { DraftView } from '../../rulebook-contract.ts';

export const DRAFT_STATE_WORDS: Readonly<Record<DraftView['draft']['state'], string>> = {
  draft: '草稿',
  proposed: '待审批',
  rejected: '已退回',
  published: '已发布',
  withdrawn: '已撤回',
};
