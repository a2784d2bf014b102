/** A line without its line end, counted from 1. `text` is null for a line over the limit; it was passed over unread. */
export interface Line {
  number: number;
  text: string | null;
}

/** Text in pieces → lines (\n or \r\n; \r alone where the text begins with such lines). Keeps at most one line. */
export async function* readLines(
  pieces: AsyncIterable<string>,
  { maxChars }: { maxChars: number },
): AsyncGenerator<Line> {
  let number = 1;
  let kept = '';
  let tooLong = false;
  let loneReturns: boolean | null = null;

  function finish(end: string): Line {
    const whole = kept + end;
    const text = tooLong || whole.length > maxChars ? null : whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    kept = '';
    tooLong = false;
    return { number: number++, text };
  }

  for await (const piece of pieces) {
    if (piece === '') continue;
    loneReturns ??= piece.includes('\r') && !piece.includes('\n');
    const text = loneReturns ? piece.replace(/\r\n?/g, '\n') : piece;
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      yield finish(text.slice(from, end));
      from = end + 1;
    }
    if (tooLong || kept.length + text.length - from > maxChars) {
      kept = '';
      tooLong = true;
    } else kept += text.slice(from);
  }
  if (kept !== '' || tooLong) yield finish('');
}
