import { TEXT_FIELDS, type TextField } from '../language/ast.ts';

/** Fields in reading order; a field's number is its index here. */
export const FIELD_ORDER: readonly TextField[] = ['title', 'text', 'author', 'source', 'channel', 'region'];

/** A set of fields, one bit each. */
export type FieldMask = number;

/** Where a term without a field is sought. */
export const DEFAULT_FIELDS: FieldMask = maskOf('title') | maskOf('text');

export function maskOf(field: TextField): FieldMask {
  return 1 << FIELD_ORDER.indexOf(field);
}

export function maskHolds(mask: FieldMask, field: number): boolean {
  return (mask & (1 << field)) !== 0;
}

/** −1 for a name that is no field. */
export function fieldIndex(name: string): number {
  return INDEX.get(name) ?? -1;
}

const INDEX: ReadonlyMap<string, number> = new Map(FIELD_ORDER.map((name, index) => [name, index]));

/** 标题, 正文, … */
export function fieldLabel(field: number): string {
  const name = FIELD_ORDER[field];
  return name === undefined ? '' : TEXT_FIELDS[name];
}
