import { Link } from 'react-router';
import type { WordsAnswer } from '../../record-contract.ts';

/** Words that stand out in a period, with the figures behind. */
export function HotWordTable({ answer: { items, posts, baseline } }: { answer: WordsAnswer }) {
  const known = baseline.enough;
  return (
    <>
      <p className="muted">
        本期 {posts} 帖，此前四倍时长的对照期 {baseline.posts} 帖。
        {known ? '只列差别超出偶然的词（G² ≥ 10.83）。' : '对照期帖文太少，只按出现次数排列，不分新旧。'}
      </p>
      {items.length === 0 ? (
        <p>没有哪个词比平常明显多。</p>
      ) : (
        <div className="scroll-x">
          <table className="plain-table" data-testid="hot-words">
            <thead>
              <tr>
                <th scope="col">词</th>
                <th scope="col" className="number">
                  帖数
                </th>
                <th scope="col" className="number">
                  占本期
                </th>
                <th scope="col" className="number">
                  平常
                </th>
                <th scope="col" className="number">
                  G²
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.word}>
                  <th scope="row">
                    <Link to={`/search?q=${encodeURIComponent(one.word)}`}>{one.word}</Link>{' '}
                    {one.isNew ? <span className="tag">新词</span> : null}
                  </th>
                  <td className="number">{one.posts}</td>
                  <td className="number">{percent(one.share)}</td>
                  <td className="number">{known ? percent(one.usualShare) : '—'}</td>
                  <td className="number">{known ? one.strength.toFixed(1) : '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
