import { z } from 'zod';
import { CursorError } from '../errors.ts';
import { sha256 } from '../model/ids.ts';
import { canonicalJson } from './canonical-json.ts';

/** Where a page ended: the sort key and id of its last row. */
export interface Place {
  at: number;
  id: string;
}

const content = z.tuple([z.string(), z.number(), z.string()]);

/** What a cursor belongs to: the list and its filter, as a short hash. Fields that are undefined do not count. */
export function listKey(list: string, filter: object): string {
  return sha256(`${list} ${canonicalJson(filter)}`).slice(0, 16);
}

export function encodeCursor(key: string, place: Place): string {
  return Buffer.from(JSON.stringify([key, place.at, place.id])).toString('base64url');
}

/** Throws CursorError for one that is damaged or of another list or filter. */
export function decodeCursor(key: string, cursor: string): Place {
  const [owner, at, id] = parse(cursor);
  if (owner !== key) throw new CursorError('翻页位置属于另一个查询条件：请从第一页重新开始');
  return { at, id };
}

function parse(cursor: string): z.infer<typeof content> {
  try {
    return content.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw new CursorError('翻页位置无法识别：请从第一页重新开始', { cause: error });
  }
}
