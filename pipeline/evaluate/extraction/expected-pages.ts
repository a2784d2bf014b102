import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const PATH = new URL('./expected.yaml', import.meta.url);

const expectedPage = z.strictObject({
  /** Name in the folder of pages. */
  file: z.string().min(1),
  kind: z.enum(['article', 'list', 'other']),
  title: z.string(),
  /** `YYYY-MM-DD HH:mm` of Asia/Shanghai, or the day where the page shows no more; null where it shows none. */
  time: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?$/)
    .nullable(),
  /** First and last characters of the body, white space taken out. */
  first: z.string().max(12),
  last: z.string().max(12),
});
export type ExpectedPage = z.infer<typeof expectedPage>;

/** The right answers for the saved pages. */
export function readExpectedPages(): ExpectedPage[] {
  return z.array(expectedPage).parse(parse(readFileSync(PATH, 'utf8')));
}
