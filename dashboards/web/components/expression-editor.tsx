import { autocompletion, type CompletionContext, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { type Diagnostic, linter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { keymap, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { NUMBER_FIELDS, TEXT_FIELDS } from '../../../rules/language/ast.ts';
import { type ExpressionProblem, problemsOf } from '../text/expression-problems.ts';
import { expressionColours } from './expression-colours.ts';
import { useCodeEditor } from './use-code-editor.ts';
import '../styles/editor.css';

interface ExpressionEditorProps {
  value: string;
  label: string;
  /** Names of lists, for `@`. */
  lists: readonly string[];
  /** What the server found beyond the grammar, of this very text. */
  problems: readonly ExpressionProblem[];
  onChange(value: string): void;
}

/** An expression with colours, completion, and what is wrong with it while one types: the parser is the server's own. */
export function ExpressionEditor({ value, label, lists, problems, onChange }: ExpressionEditorProps) {
  const latest = useRef({ lists, problems });
  latest.current = { lists, problems };
  const { host, view } = useCodeEditor({
    value,
    label,
    onChange,
    extensions: () => [
      history(),
      closeBrackets(),
      keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap, ...historyKeymap]),
      placeholder('例如：(漏水 | 渗水) + @小区 -演练'),
      expressionColours,
      autocompletion({ override: [(context) => complete(context, latest.current.lists)] }),
      linter((made) => diagnose(made.state.doc.toString(), latest.current.problems), { delay: 120 }),
    ],
  });

  useEffect(() => {
    const editor = view.current;
    // Marks that move while a character is being composed would disturb it; the linter looks again afterwards.
    if (editor === null || editor.composing) return;
    editor.dispatch(setDiagnostics(editor.state, diagnose(editor.state.doc.toString(), problems)));
  }, [problems, view]);

  return <div ref={host} className="code-editor" />;
}

function diagnose(text: string, fromServer: readonly ExpressionProblem[]): Diagnostic[] {
  return problemsOf(text, fromServer).map(({ start, end, severity, code, message, hint }) => {
    const from = Math.min(start, text.length);
    const to = Math.min(Math.max(end, from), text.length);
    return { from, to, severity, source: code, message: hint === '' ? message : `${message}：${hint}` };
  });
}

const FIELDS = [...Object.values(TEXT_FIELDS).map((name) => `${name}:`), ...Object.values(NUMBER_FIELDS)];

function complete(context: CompletionContext, lists: readonly string[]) {
  const before = context.matchBefore(/@?[\p{L}\p{N}]*$/u);
  if (before === null || (before.text === '' && !context.explicit)) return null;
  const options = [
    ...lists.map((name) => ({ label: `@${name}`, detail: '名单', type: 'variable' })),
    ...FIELDS.map((label) => ({ label, detail: label.endsWith(':') ? '字段' : '数字', type: 'property' })),
  ];
  return { from: before.from, options };
}
