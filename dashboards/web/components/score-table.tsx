import { Link } from 'react-router';
import type { AlertView } from '../../alert-contract.ts';
import { pointsWords, roundPoints, sumPoints } from '../text/numbers.ts';

interface ScoreTableProps {
  risk: AlertView['risk'];
  /** Of the rules that it was worked out by. */
  rulesVersion: string;
  /** Inputs that count as nothing because nobody knows them, in words. */
  missing: readonly string[];
}

/** Every part of the score and their sum, which is the score itself, with what is needed to check them. */
export function ScoreTable({ risk, rulesVersion, missing }: ScoreTableProps) {
  const sum = sumPoints(risk.parts);
  const agrees = sum === roundPoints(risk.score);
  return (
    <>
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
      <p className="facts muted">
        <Link to={`/rules/versions?version=${encodeURIComponent(rulesVersion)}`}>规则版本 {rulesVersion}</Link>
        <Link to="/rules/file?path=scoring.yaml">分值与级别</Link>
        {missing.length === 0 ? null : <span>未计入：{missing.join('；')}</span>}
      </p>
    </>
  );
}
