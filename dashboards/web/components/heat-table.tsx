import { Link } from 'react-router';
import type { EventDetail } from '../../record-contract.ts';
import { pointsWords, roundPoints } from '../text/numbers.ts';

/** Heat with its parts, what is not known and the version of the formula. */
export function HeatTable({ heat }: { heat: NonNullable<EventDetail['heat']> }) {
  return (
    <>
      <table className="plain-table score-table" data-testid="heat-table">
        <caption className="visually-hidden">热度构成</caption>
        <tbody>
          {heat.parts.map(({ name, points, why }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{pointsWords(points)}</td>
              <td className="why">{why}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">热度</th>
            <td className="number">
              <strong>{roundPoints(heat.value)}</strong>
            </td>
            <td className="why">{heat.parts.length} 项相加</td>
          </tr>
        </tfoot>
      </table>
      <p className="facts muted">
        <Link to="/rules/file?path=heat.yaml">公式与权重（版本 {heat.version}）</Link>
        {heat.missing.length === 0 ? null : <span>未计入：{heat.missing.join('；')}</span>}
      </p>
    </>
  );
}
