import { type Pieces, pieceColours } from './piece-colours.ts';

/** Kinds of what stands in an expression, by how it looks; what it means says the parser. */
const PIECES: Pieces = [
  ['comment', /#\s.*/y],
  ['quote', /"(?:\\.|[^"\\])*"?|“[^”]*”?|「[^」]*」?|『[^』]*』?/y],
  ['regex', /\/(?:\\.|[^/\\\n])+\/?/y],
  ['list', /@[\p{L}\p{N}]+/uy],
  ['field', /(?:标题|正文|作者|来源|渠道|地区|title|text|author|source|channel|region)[:：]/y],
  ['number', /(?:转发|评论|点赞|阅读|时刻|星期)\s*(?:>=|<=|[><=≥≤])\s*[\d:万一二三四五六日]+/y],
  ['distance', /[~>](?:\d+|句)|#\d+/y],
  ['sign', /[+|()\-*＋｜（）－]/y],
];

export const expressionColours = pieceColours(PIECES);
