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
  let line = '';
  let inPre = 0;
  /** For each open list the number of its last item; −1 = bullets. */
  const lists: number[] = [];

  function newLine(): void {
    const trimmed = line.trim();
    if (trimmed !== '') lines.push(trimmed);
    line = '';
  }

  function text(piece: string): void {
    const shown = piece.replace(INVISIBLE, '');
    if (inPre > 0) preformattedText(shown);
    else line += joint(line, shown.replace(SPACES, collapse));
  }

  function preformattedText(piece: string): void {
    const [first = '', ...rest] = piece.split(/\r\n?|\n/);
    line += first;
    for (const next of rest) {
      newLine();
      line = next;
    }
  }

  function listItem(): void {
    newLine();
    const last = lists.at(-1) ?? -1;
    if (last < 0) line = '· ';
    else {
      lists[lists.length - 1] = last + 1;
      line = `${last + 1}. `;
    }
  }

  return {
    text,
    newLine: () => (isBullet(line) ? undefined : newLine()),
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
      line = `${line.trimEnd()}\t`;
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

/** `next` without the space that `line` already ends in. */
function joint(line: string, next: string): string {
  return next.startsWith(' ') && (line === '' || /[ \t]$/.test(line)) ? next.slice(1) : next;
}

function isWide(code: number): boolean {
  return (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff00 && code <= 0xff60);
}

function isBullet(line: string): boolean {
  return line === '· ' || /^\d+\. $/.test(line);
}
