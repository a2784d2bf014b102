/** A row of a table file. `row` counts from 1 with the heading row as 1, as a spreadsheet program shows it. */
export type Row = { row: number; cells: readonly Cell[] } | { row: number; rejected: string };

/** Dates carry the time of day as shown in the sheet in their UTC fields. */
export type Cell = string | number | boolean | Date | null;
