import { toEpoch } from '../model/calendar.ts';
import type { Case, Proposal } from '../model/case.ts';
import { deterministicId } from '../model/ids.ts';
import type { EventTrail, FoundPost } from '../store/queries.ts';

type Found = Omit<Proposal, 'state'>;
const HOUR_MS = 3_600_000;
const WORDS_TOLD = 5;

/**
 * What stands in public and may be the answer to a case, each with why: replies that crawlers or imports brought with a
 * post of the event, and posts of official sources that joined the event after its first post. What the case knows
 * already is left out. Proposals only: a person decides.
 */
export function foundResponses(subject: Pick<Case, 'proposals' | 'responses'>, trail: EventTrail): Found[] {
  const known = new Set([...subject.proposals, ...subject.responses].map(({ responseId }) => responseId));
  return [...repliesOf(trail), ...articlesOf(trail)].filter(({ responseId }) => !known.has(responseId));
}

function repliesOf({ responses, posts }: EventTrail): Found[] {
  return responses
    .filter(({ origin }) => origin !== 'entered')
    .map((response) => {
      const answered = posts.find(({ post }) => post.docId === response.docId)?.post;
      const why =
        answered === undefined
          ? '答复的是本案事件的帖文'
          : `答复的是本案帖文“${answered.title || answered.text.slice(0, 20)}”（${answered.sourceName}）`;
      return {
        ...{ responseId: response.responseId, text: response.text, publishedAt: response.at },
        where: answered?.sourceName ?? response.by ?? '来源不明',
        url: response.url ?? answered?.url ?? null,
        why: [why, ...(response.by === null ? [] : [`答复单位：${response.by}`])],
      };
    });
}

function articlesOf({ event, posts }: EventTrail): Found[] {
  return posts
    .filter(({ post }) => post.official && post.docId !== event.firstDocId)
    .filter(({ post }) => post.publishedAt !== null && toEpoch(post.publishedAt) > toEpoch(event.firstAt))
    .map(({ post, verdict }) => ({
      ...{ responseId: deterministicId('p', post.docId), text: post.text, publishedAt: post.publishedAt },
      ...{ where: post.sourceName, url: post.url },
      why: [
        `${post.sourceName}是公开机构，这篇“${post.title}”与本案属同一事件`,
        `比首帖晚 ${hours(toEpoch(post.eventTime) - toEpoch(event.firstAt))}`,
        ...sharedWords(verdict.keywords, event.words, posts),
      ],
    }));
}

function hours(ms: number): string {
  return ms < HOUR_MS ? '不到 1 小时' : `${Math.floor(ms / HOUR_MS)} 小时`;
}

function sharedWords(
  own: readonly string[],
  ofEvent: EventTrail['event']['words'],
  posts: readonly FoundPost[],
): string[] {
  const theirs = new Set([
    ...ofEvent.map(({ word }) => word),
    ...posts.filter(({ post }) => !post.official).flatMap(({ verdict }) => verdict.keywords),
  ]);
  const shared = own.filter((word) => theirs.has(word)).slice(0, WORDS_TOLD);
  return shared.length === 0 ? [] : [`共有词语：${shared.join('、')}`];
}
