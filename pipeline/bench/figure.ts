/** One line of `bench --json`, see the command's guide: `ratio` is the figure, `of` what it is divided by. */
export interface Figure {
  name: string;
  ratio: number | null;
  value: number;
  unit: string;
  of: string;
  n: number;
  note: string;
}

export interface BenchOptions {
  /** Folder with real texts; without it texts are made up. */
  data: string | null;
  quick: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

export interface Benchmark {
  names: readonly string[];
  /** Measured on the Kafka and Elasticsearch of the settings; no figure without them. */
  distributed?: true;
  run(options: BenchOptions): Promise<readonly Figure[]>;
}

/**
 * Times two pieces of work in turn, A B A B …, after one round to warm up; returns the least seconds of each: what else
 * the machine does can only add. In turn, so that a machine that slows down for long slows both.
 */
export async function inTurn(
  rounds: number,
  a: () => Promise<void>,
  b: () => Promise<void>,
): Promise<[number, number]> {
  await a();
  await b();
  const first: number[] = [];
  const second: number[] = [];
  for (let i = 0; i < rounds; i++) {
    first.push(await seconds(a));
    second.push(await seconds(b));
  }
  return [Math.min(...first), Math.min(...second)];
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The least value that the given share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
