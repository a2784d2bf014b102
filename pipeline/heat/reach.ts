import type { HeatSpec } from '../../rules/schema.ts';
import { CHANNELS, type Channel } from '../model/channels.ts';

/** How far a source is heard: by the channel of its that reaches farthest. */
export interface Reach {
  channel: Channel;
  points: number;
}

/** One for each source, farthest first; of channels that reach as far the first by name, so that no order of posts shows. */
export function reachesOf(
  posts: readonly { sourceId: string; channel: Channel }[],
  channels: HeatSpec['channels'],
): Reach[] {
  const bySource = new Map<string, Reach>();
  for (const { sourceId, channel } of posts) {
    const reach = { channel, points: channels[channel] ?? 0 };
    const known = bySource.get(sourceId);
    if (known === undefined || compare(reach, known) < 0) bySource.set(sourceId, reach);
  }
  return [...bySource.values()].sort(compare);
}

/** 新闻媒体 4 × 2、论坛社区 2 */
export function reachWords(reaches: readonly Reach[]): string {
  const sources = new Map<string, number>();
  for (const { channel, points } of reaches) {
    const words = `${CHANNELS[channel]} ${points}`;
    sources.set(words, (sources.get(words) ?? 0) + 1);
  }
  return [...sources].map(([words, count]) => (count === 1 ? words : `${words} × ${count}`)).join('、');
}

function compare(a: Reach, b: Reach): number {
  return b.points - a.points || (a.channel < b.channel ? -1 : Number(a.channel > b.channel));
}
