import type { Elastic } from '../../pipeline/store/elastic/elastic-client.ts';
import type { Written } from '../../pipeline/store/elastic/elastic-write.ts';

/** A process that is killed after so many single writes, in the middle of a bulk if need be: nothing of it works any more. */
export function dyingElastic(elastic: Elastic, writes: number): Elastic {
  let left = writes;
  const dead = () => Promise.reject(new Error('this process was killed'));
  return {
    ...elastic,
    getFrom: (wanted) => (left > 0 ? elastic.getFrom(wanted) : dead()),
    get: (index, ids) => (left > 0 ? elastic.get(index, ids) : dead()),
    async write(all) {
      const results: Written[] = [];
      for (const write of all) {
        if (left <= 0) return dead();
        left -= 1;
        results.push(...(await elastic.write([write])));
      }
      return results;
    },
  };
}
