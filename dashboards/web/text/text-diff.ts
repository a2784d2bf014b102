export interface DiffPart {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

/** Beyond so many comparisons the texts are shown whole, old and new. */
const MOST_CELLS = 1_000_000;

/** What became of one text in another, word by word: a longest common subsequence. The new and same parts join to `after`. */
export function diffText(before: string, after: string): DiffPart[] {
  const a = tokens(before);
  const b = tokens(after);
  if (a.length * b.length > MOST_CELLS) return whole(before, after);
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const parts: DiffPart[] = [];
  const push = (kind: DiffPart['kind'], text: string | undefined) => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += text ?? '';
    else parts.push({ kind, text: text ?? '' });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push('same', a[i]);
      i += 1;
      j += 1;
    } else if (
      j >= b.length ||
      (i < a.length && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      push('gone', a[i++]);
    } else push('new', b[j++]);
  }
  return parts;
}

function whole(before: string, after: string): DiffPart[] {
  return before === after
    ? [{ kind: 'same', text: after }]
    : [
        { kind: 'gone', text: before },
        { kind: 'new', text: after },
      ];
}

function tokens(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}
