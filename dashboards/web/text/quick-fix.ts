interface Place {
  start: number;
  end: number;
  code: string;
}

export interface QuickFix {
  name: string;
  /** Replaces [from, to) of the expression. */
  from: number;
  to: number;
  insert: string;
}

const WORD_SIGNS: Readonly<Record<string, string>> = { AND: '+', OR: '|', NOT: '-' };
const CLOSING: Readonly<Record<string, string>> = {
  'unclosed-bracket': ')',
  'unclosed-quote': '"',
};

/** What a click could do about a problem of an expression; null where only the writer knows. */
export function quickFix({ start, end, code }: Place, expression: string): QuickFix | null {
  const closing = CLOSING[code];
  if (closing !== undefined) {
    return { name: `在末尾补上 ${closing}`, from: expression.length, to: expression.length, insert: closing };
  }
  const text = expression.slice(start, end);
  const sign = WORD_SIGNS[text.toUpperCase()];
  if (code === 'operator-word' && sign !== undefined)
    return { name: `改成 ${sign}`, from: start, to: end, insert: sign };
  if (code === 'unexpected-character' && /^[、，,；;]$/.test(text)) {
    return { name: '改成 |（有一个就行）', from: start, to: end, insert: ' | ' };
  }
  const spare = code.startsWith('stray-') || code === 'invisible-character' || code === 'broken-character';
  return spare ? { name: '删掉它', from: start, to: end, insert: '' } : null;
}
