import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';

/** Kinds of what stands in an expression, by how it looks; what it means says the parser. */
const PIECES: readonly [name: string, pattern: RegExp][] = [
  ['comment', /#\s.*/y],
  ['quote', /"(?:\\.|[^"\\])*"?|“[^”]*”?|「[^」]*」?|『[^』]*』?/y],
  ['regex', /\/(?:\\.|[^/\\\n])+\/?/y],
  ['list', /@[\p{L}\p{N}]+/uy],
  ['field', /(?:标题|正文|作者|来源|渠道|地区|title|text|author|source|channel|region)[:：]/y],
  ['number', /(?:转发|评论|点赞|阅读|时刻|星期)\s*(?:>=|<=|[><=≥≤])\s*[\d:万一二三四五六日]+/y],
  ['distance', /[~>](?:\d+|句)|#\d+/y],
  ['sign', /[+|()\-*＋｜（）－]/y],
];
const MARKS = new Map(PIECES.map(([name]) => [name, Decoration.mark({ class: `ex-${name}` })]));

/** Colours of an expression, worked out anew for what is on the screen. */
export const expressionColours = ViewPlugin.fromClass(
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

function pieceAt(text: string, at: number): { end: number; mark: Decoration } | null {
  for (const [name, pattern] of PIECES) {
    pattern.lastIndex = at;
    const mark = MARKS.get(name);
    if (mark !== undefined && pattern.test(text) && pattern.lastIndex > at) return { end: pattern.lastIndex, mark };
  }
  return null;
}
