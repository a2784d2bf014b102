import { Button } from 'antd';
import type { ExpressionProblem } from '../text/expression-problems.ts';
import { quickFix } from '../text/quick-fix.ts';

interface ExpressionProblemsProps {
  expression: string;
  problems: readonly ExpressionProblem[];
  onChange(expression: string): void;
}

/** What is wrong with the expression in words, beside the marks in it: for keyboard, phone and screen reader too. */
export function ExpressionProblems({ expression, problems, onChange }: ExpressionProblemsProps) {
  return (
    <ul className="diagnostics" aria-live="polite" data-testid="expression-problems">
      {problems.map((problem) => {
        const fix = quickFix(problem, expression);
        const { start, code, severity, message, hint } = problem;
        return (
          <li key={`${start}${code}${message}`}>
            <span className={severity === 'error' ? 'problem' : 'warning'}>
              {severity === 'error' ? '错误' : '提醒'}
            </span>{' '}
            第 {start + 1} 字：{message}
            {hint === '' ? null : <span className="muted">（{hint}）</span>}{' '}
            {fix === null ? null : (
              <Button
                size="small"
                onClick={() => onChange(expression.slice(0, fix.from) + fix.insert + expression.slice(fix.to))}
              >
                {fix.name}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
