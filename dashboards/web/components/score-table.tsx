import type { AlertView } from '../../alert-contract.ts';
import { pointsWords, roundPoints, sumPoints } from '../text/numbers.ts';

/** Every part of the score and their sum, which is the score itself. */
export function ScoreTable({ risk }: { risk: AlertView['risk'] }) {
  const sum = sumPoints(risk.parts);
  const agrees = sum === roundPoints(risk.score);
  return (
    <table className="plain-table score-table" data-testid="score-table">
      <caption className="visually-hidden">风险分构成</caption>
      <thead>
        <tr>
          <th scope="col">构成</th>
          <th scope="col" className="number">
            分
          </th>
          <th scope="col">依据</th>
        </tr>
      </thead>
      <tbody>
        {risk.parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no id and their order is fixed in the record
          <tr key={index} data-testid="score-part" data-points={part.points}>
            <th scope="row">{part.name}</th>
            <td className={part.points < 0 ? 'number minus' : 'number'}>{pointsWords(part.points)}</td>
            <td className="why">{part.why}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr data-testid="score-total" data-points={risk.score}>
          <th scope="row">合计</th>
          <td className="number">
            <strong>{roundPoints(risk.score)}</strong>
          </td>
          <td className="why">
            {agrees ? `${risk.parts.length} 项相加，等于风险分` : `各项相加为 ${sum}，与风险分不符，请报告系统管理员`}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
