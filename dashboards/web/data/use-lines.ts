import { useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { readLines } from './read-lines.ts';

/** An answer in lines as far as it has come. */
export interface Lines<State> {
  /** Null before the first line; that of an earlier question until a newer one has its first line (`old`). */
  state: State | null;
  old: boolean;
  running: boolean;
  stopped: boolean;
  error: Error | null;
  stop(): void;
}

interface Question<T extends z.ZodType, State> {
  path: string;
  schema: T;
  /** The state with a line more; the first one begins with null. */
  add(state: State | null, line: z.output<T>): State;
}

interface Run<State> {
  key: string | null;
  state: State | null;
  running: boolean;
  stopped: boolean;
  error: Error | null;
}

/** Asks as soon as there is a body, and puts the lines together as they come; a newer question ends the one before. */
export function useLines<T extends z.ZodType, State>(body: object | null, question: Question<T, State>): Lines<State> {
  const key = body === null ? null : JSON.stringify(body);
  const [run, setRun] = useState<Run<State>>({ key: null, state: null, running: false, stopped: false, error: null });
  const control = useRef<AbortController | null>(null);
  const asked = useRef(question);
  asked.current = question;

  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    control.current = abort;
    void follow(key, abort.signal, asked.current, setRun);
    return () => abort.abort();
  }, [key]);

  return {
    state: key === null ? null : run.state,
    old: run.key !== key,
    running: key !== null && (run.key !== key || run.running),
    stopped: run.key === key && run.stopped,
    error: run.key === key ? run.error : null,
    stop() {
      control.current?.abort();
      setRun((before) => ({ ...before, key, running: false, stopped: true }));
    },
  };
}

async function follow<T extends z.ZodType, State>(
  key: string,
  signal: AbortSignal,
  { path, schema, add }: Question<T, State>,
  setRun: (change: (before: Run<State>) => Run<State>) => void,
): Promise<void> {
  let state: State | null = null;
  const tell = (change: Partial<Run<State>>) => {
    if (!signal.aborted) setRun((before) => ({ ...before, key, stopped: false, ...change }));
  };
  try {
    for await (const line of readLines(path, schema, { body: JSON.parse(key), signal })) {
      state = add(state, line);
      tell({ state, running: true, error: null });
    }
    tell({ running: false });
  } catch (error) {
    tell({ running: false, error: error instanceof Error ? error : new Error(String(error)) });
  }
}
