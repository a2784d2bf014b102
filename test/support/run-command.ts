import { runCli } from '../../pipeline/commands/run.ts';

/** Runs one command within this process; gives its exit code and what it said. */
export async function runCommand(args: readonly string[], env: Record<string, string> = {}) {
  const said = { out: '', err: '' };
  const code = await runCli([...args], {
    env,
    stdin: process.stdin,
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}
