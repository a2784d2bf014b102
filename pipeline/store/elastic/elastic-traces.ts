import { z } from 'zod';
import { type Kin, type Leaving, type Met, met, type Trace } from '../../model/trace.ts';
import type { Elastic } from './elastic-client.ts';
import { textField } from './elastic-docs.ts';
import type { Write } from './elastic-write.ts';

const noted = z.object({
  at: z.string(),
  shingles: z.array(z.number()),
  clues: z.array(z.string()),
  met: met.nullable().default(null),
});

/** A trace with what it was told when it was left. */
export interface NotedTrace {
  trace: Trace;
  met: Met | null;
}

const traceId = (docId: string) => `trace:${docId}`;

export async function readTraces(
  elastic: Elastic,
  marks: string,
  docIds: readonly string[],
): Promise<ReadonlyMap<string, NotedTrace>> {
  const found = await elastic.get(marks, docIds.map(traceId));
  return new Map(
    docIds.flatMap((docId) => {
      const stored = found.get(traceId(docId));
      if (stored === undefined) return [];
      const { met, ...trace } = noted.parse(JSON.parse(textField(stored.source, 'doc')));
      return [[docId, { trace: { docId, ...trace }, met }] as const];
    }),
  );
}

/** As other engines know it: without what it was told. */
export function bareTrace(docId: string, doc: string): string {
  const { met: _, ...trace } = noted.parse(JSON.parse(doc));
  return JSON.stringify({ docId, ...trace });
}

export function traceWrite(marks: string, { docId, at, shingles, clues, message }: Leaving, kin: Kin): Write {
  const told: Met | undefined = message === undefined ? undefined : { message, ...kin };
  const source = { kind: 'trace', doc: JSON.stringify({ at, shingles, clues, met: told }) };
  return { do: 'put', index: marks, id: traceId(docId), source };
}
