import { type Extension, RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';

/** Kinds of pieces of a text, by how they look: a name, and a sticky pattern. The first that fits at a place stands. */
export type Pieces = readonly (readonly [name: string, pattern: RegExp])[];

/** Colours of an editor's text, class `ex-NAME` for each kind, worked out anew for what is on the screen. */
export function pieceColours(pieces: Pieces): Extension {
  const marked = pieces.map(([name, pattern]) => ({ pattern, mark: Decoration.mark({ class: `ex-${name}` }) }));

  function pieceAt(text: string, at: number): { end: number; mark: Decoration } | null {
    for (const { pattern, mark } of marked) {
      pattern.lastIndex = at;
      if (pattern.test(text) && pattern.lastIndex > at) return { end: pattern.lastIndex, mark };
    }
    return null;
  }
  function colour(view: EditorView): DecorationSet {
    const builder = new RangeSetBuilder<Decoration>();
    for (const { from, to } of view.visibleRanges) {
      const text = view.state.doc.sliceString(from, to);
      let at = 0;
      while (at < text.length) {
        const piece = pieceAt(text, at);
        if (piece !== null) builder.add(from + at, from + piece.end, piece.mark);
        at = piece?.end ?? at + 1;
      }
    }
    return builder.finish();
  }
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = colour(view);
      }
      update(update: ViewUpdate) {
        if (update.docChanged || update.viewportChanged) this.decorations = colour(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}
