/** Collects the text of a page, collapsing white space as a browser would show it. */
export interface TextWriter {
  text(text: string): void;
  newLine(): void;
  preformatted(on: boolean): void;
  startList(ordered: boolean): void;
  endList(): void;
  listItem(): void;
  endCell(): void;
  /** Everything written so far: trimmed lines, none of them empty. */
  finish(): string;
}

/** Lists nested deeper than this keep their items, but not their own numbering. */
const DEEPEST_LIST = 1000;

export function createTextWriter(): TextWriter {
  const lines: string[] = [];
  /** Pieces of the line being written: looking at the end of a joined line each time would cost its whole length. */
  let pieces: string[] = [];
  let inPre = 0;
  /** For each open list the number of its last item; −1 = bullets. */
  const lists: number[] = [];

  function newLine(): void {
    const trimmed = pieces.join('').trim();
    if (trimmed !== '') lines.push(trimmed);
    set('');
  }

  function set(next: string): void {
    pieces = next === '' ? [] : [next];
  }

  function append(piece: string): void {
    if (piece !== '') pieces.push(piece);
  }

  function trimEnd(): void {
    for (let last = pieces.pop(); last !== undefined; last = pieces.pop()) {
      const trimmed = last.trimEnd();
      if (trimmed === '') continue;
      pieces.push(trimmed);
      return;
    }
  }

  function text(piece: string): void {
    const shown = piece.replace(INVISIBLE, '');
    if (inPre > 0) preformattedText(shown);
    else append(joint(pieces.at(-1) ?? ' ', shown.replace(SPACES, collapse)));
  }

  function preformattedText(piece: string): void {
    const [first = '', ...rest] = piece.split(/\r\n?|\n/);
    append(first);
    for (const next of rest) {
      newLine();
      set(next);
    }
  }

  function listItem(): void {
    newLine();
    const last = lists.at(-1) ?? -1;
    if (last < 0) set('· ');
    else {
      lists[lists.length - 1] = last + 1;
      set(`${last + 1}. `);
    }
  }

  return {
    text,
    newLine: () => (pieces.length === 1 && isBullet(pieces[0] ?? '') ? undefined : newLine()),
    preformatted(on) {
      newLine();
      inPre = Math.max(0, inPre + (on ? 1 : -1));
    },
    startList(ordered) {
      newLine();
      if (lists.length < DEEPEST_LIST) lists.push(ordered ? 0 : -1);
    },
    endList() {
      newLine();
      lists.pop();
    },
    listItem,
    endCell() {
      trimEnd();
      append('\t');
    },
    finish() {
      newLine();
      return lines.filter((one) => !isBullet(`${one} `)).join('\n');
    },
  };
}

/** Zero-width characters and soft hyphens: shown as nothing, used to break up words that filters look for. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const SPACES = /[ \t\n\f\r\u00a0]+/g;

/** A line end between two Chinese characters is shown as nothing; any other run of white space as one space. */
function collapse(run: string, offset: number, whole: string): string {
  if (!/[\n\r]/.test(run)) return ' ';
  const before = whole.charCodeAt(offset - 1);
  const after = whole.charCodeAt(offset + run.length);
  return isWide(before) && isWide(after) ? '' : ' ';
}

/** `next` without the space that the piece before it already ends in. */
function joint(before: string, next: string): string {
  return next.startsWith(' ') && /[ \t]$/.test(before) ? next.slice(1) : next;
}

function isWide(code: number): boolean {
  return (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff00 && code <= 0xff60);
}

function isBullet(line: string): boolean {
  return line === '· ' || /^\d+\. $/.test(line);
}
