import type { Line } from './lines.ts';
import { tooLong } from './read-csv.ts';

/** One object a line. `row` is the line's number in the file. */
export type JsonLine = { row: number; object: ReadonlyMap<string, string> } | { row: number; rejected: string };

/** Lines of JSON → their text, number and truth values by key, with one level of nesting as `key.inner`. */
export async function* readJsonl(
  lines: AsyncIterable<Line>,
  { maxChars }: { maxChars: number },
): AsyncGenerator<JsonLine> {
  for await (const { number, text } of lines) {
    if (text === null) yield { row: number, rejected: tooLong(number, maxChars) };
    else if (text.trim() !== '') yield parseLine(number, text);
  }
}

function parseLine(row: number, text: string): JsonLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 120) : String(error);
    return { row, rejected: `不是有效的JSON：${detail}；每行应是一个完整的对象` };
  }
  if (!isRecord(value)) return { row, rejected: '这一行不是JSON对象；每行应形如 {"title":"…","text":"…"}' };
  const object = new Map<string, string>();
  for (const [key, inner] of Object.entries(value)) {
    addPlain(object, key, inner);
    if (isRecord(inner)) for (const [name, deep] of Object.entries(inner)) addPlain(object, `${key}.${name}`, deep);
  }
  return { row, object };
}

function addPlain(object: Map<string, string>, key: string, value: unknown): void {
  if (typeof value === 'string') object.set(key, value);
  else if (typeof value === 'number' || typeof value === 'boolean') object.set(key, String(value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
