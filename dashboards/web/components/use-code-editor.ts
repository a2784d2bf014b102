import { isolateHistory } from '@codemirror/commands';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';

interface CodeEditorOptions {
  value: string;
  label: string;
  /** Taken once, when the editor is made. */
  extensions: () => readonly Extension[];
  onChange(value: string): void;
}

/**
 * An editor in a page. It keeps its own text: it is made once, and told of a change only when that came from outside.
 * Gives the places for the element and for the view.
 */
export function useCodeEditor({ value, label, extensions, onChange }: CodeEditorOptions) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  // What the editor told and the page has not yet given back: the page may be a few keys behind.
  const told = useRef([value]);
  const latest = useRef(onChange);
  latest.current = onChange;

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once
  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          ...extensions(),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            const text = update.state.doc.toString();
            told.current.push(text);
            latest.current(text);
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    const own = told.current.indexOf(value);
    if (own >= 0) {
      told.current.splice(0, own);
      return;
    }
    // What was told before this is over: the same words given again, after an undo, come from outside again.
    told.current = [];
    editor?.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      // Undone by itself, however soon it came after a key.
      annotations: isolateHistory.of('full'),
    });
  }, [value]);

  return { host, view };
}
