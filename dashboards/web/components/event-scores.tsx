import type { AlertView, FoundPost } from '../../alert-contract.ts';
import type { EventDetail } from '../../record-contract.ts';
import { useMeta } from '../data/meta.ts';
import { missingInputs } from '../text/missing-inputs.ts';
import { roundPoints } from '../text/numbers.ts';
import { ScoreTable } from './score-table.tsx';
import { Section } from './section.tsx';

interface EventScoresProps {
  detail: EventDetail;
  alert: AlertView | null;
  postOf(docId: string): FoundPost | null;
}

/** What the alert was raised with, and where it has changed since, or there was none, what the event has now. */
export function EventScores({ detail: { event, risk }, alert, postOf }: EventScoresProps) {
  const meta = useMeta();
  const missingOf = (docId: string) => {
    const found = postOf(docId);
    return found === null ? [] : missingInputs(found.post);
  };
  const hasChanged = risk !== null && (alert === null || roundPoints(alert.risk.score) !== roundPoints(risk.score));
  return (
    <>
      {alert === null ? null : (
        <Section title="风险分构成" extra={<span className="muted">{alert.level}色预警发出时</span>}>
          <ScoreTable risk={alert.risk} rulesVersion={alert.rulesVersion} missing={missingOf(alert.docId)} />
        </Section>
      )}
      {hasChanged ? (
        <Section title={alert === null ? '风险分构成' : '事件分构成'} extra={<span className="muted">现在</span>}>
          <ScoreTable risk={risk} rulesVersion={meta.rulesVersion} missing={missingOf(event.gravestDocId)} />
          {roundPoints(risk.score) === roundPoints(event.score) ? null : (
            <p className="muted">
              标题下的事件分 {roundPoints(event.score)} 是最近一次有帖文加入时的规则算出的，规则此后有改动。
            </p>
          )}
        </Section>
      ) : null}
    </>
  );
}
