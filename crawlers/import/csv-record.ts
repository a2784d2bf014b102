/**
 * Reads one record of comma-separated values line by line (RFC 4180; a quote within an unquoted field is text).
 * Feed it the record's lines until it is no longer `open`.
 */
export interface CsvRecord {
  /** `open`: a quoted field goes on in the next line. */
  feed(line: string): 'open' | 'done' | 'broken';
  readonly cells: readonly string[];
}

export function createCsvRecord(delimiter: string): CsvRecord {
  const cells: string[] = [];
  /** The quoted field that is being read, when its line has ended before its quote. */
  let quoted: string | null = null;

  function feed(line: string): 'open' | 'done' | 'broken' {
    let at = 0;
    if (quoted !== null) {
      quoted += '\n';
      const next = closeQuote(line, 0);
      if (typeof next === 'string') return next;
      if (next === line.length) return 'done';
      at = next + 1;
    }
    for (;;) {
      if (line[at] === '"') {
        quoted = '';
        const next = closeQuote(line, at + 1);
        if (typeof next === 'string') return next;
        if (next === line.length) return 'done';
        at = next + 1;
        continue;
      }
      const end = line.indexOf(delimiter, at);
      cells.push(end === -1 ? line.slice(at) : line.slice(at, end));
      if (end === -1) return 'done';
      at = end + 1;
    }
  }

  /** Reads on to the closing quote; gives the offset of the delimiter or line end behind it. */
  function closeQuote(line: string, from: number): number | 'open' | 'broken' {
    let at = from;
    for (;;) {
      const quote = line.indexOf('"', at);
      if (quote === -1) {
        quoted = (quoted ?? '') + line.slice(at);
        return 'open';
      }
      quoted = (quoted ?? '') + line.slice(at, quote);
      if (line[quote + 1] !== '"') {
        // Some programs leave spaces between the closing quote and the delimiter.
        let end = quote + 1;
        while (line[end] === ' ' && delimiter !== ' ') end++;
        if (end !== line.length && line[end] !== delimiter) return 'broken';
        cells.push(quoted);
        quoted = null;
        return end;
      }
      quoted += '"';
      at = quote + 2;
    }
  }

  return { feed, cells };
}
