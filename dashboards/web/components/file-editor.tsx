import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Text } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useEffect } from 'react';
import type { DraftDetail } from '../../rulebook-contract.ts';
import { type Pieces, pieceColours } from './piece-colours.ts';
import { useCodeEditor } from './use-code-editor.ts';
import '../styles/editor.css';

interface FileEditorProps {
  value: string;
  label: string;
  /** Of this very text. */
  diagnostics: DraftDetail['diagnostics'];
  readOnly: boolean;
  /** A line to come to, from 1; asked for anew with another `ask`. */
  goTo: { line: number; ask: number } | null;
  onChange(value: string): void;
}

const PIECES: Pieces = [
  ['comment', /#.*/y],
  ['quote', /"(?:\\.|[^"\\\n])*"?|'[^'\n]*'?/y],
  ['key', /[\p{L}\p{N}_-]+(?=\s*:(?:\s|$))/uy],
  ['plain', /[\p{L}\p{N}_-]+/uy],
];
const fileColours = pieceColours(PIECES);

/** A whole file of the rules, with line numbers and what is wrong with it at its place. */
export function FileEditor({ value, label, diagnostics, readOnly, goTo, onChange }: FileEditorProps) {
  const { host, view } = useCodeEditor({
    value,
    label,
    onChange,
    extensions: () => [
      history(),
      lineNumbers(),
      highlightActiveLine(),
      lintGutter(),
      fileColours,
      keymap.of([...lintKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorState.readOnly.of(readOnly),
    ],
  });

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.composing) return;
    editor.dispatch(
      setDiagnostics(
        editor.state,
        diagnostics.map((one) => placed(one, editor.state.doc)),
      ),
    );
  }, [diagnostics, view]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || goTo === null) return;
    const { from } = editor.state.doc.line(Math.min(goTo.line, editor.state.doc.lines));
    editor.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
    editor.focus();
  }, [goTo, view]);

  return <div ref={host} className="code-editor tall" />;
}

/** From its column to the end of the line. */
function placed(
  { line, column, severity, code, message, hint }: FileEditorProps['diagnostics'][number],
  doc: Text,
): Diagnostic {
  const { from, to } = doc.line(Math.min(line, doc.lines));
  const start = Math.min(from + column - 1, to);
  return { from: start, to, severity, source: code, message: hint === '' ? message : `${message}：${hint}` };
}
