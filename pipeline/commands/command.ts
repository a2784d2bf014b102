/** What a command may touch of the process. */
export interface Terminal {
  env: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadableStream;
  /** Results. */
  out(text: string): void;
  /** Messages and progress. */
  err(text: string): void;
}

/** Exit codes of every command. */
export const EXIT = { done: 0, no: 1, usage: 2, unreachable: 3 } as const;

export interface Command {
  /** `import FILE… [--kind posts|hotline]` */
  usage: string;
  /** One line, Chinese. */
  about: string;
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** Wrong usage: message and the command's usage are printed, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
