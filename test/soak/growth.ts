/** A measured value, `at` in seconds. */
export interface Sample {
  at: number;
  value: number;
}

/** Slope of the straight line that lies nearest to the samples (least squares), per second; 0 for fewer than two. */
export function slopeOf(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, value] = [mean(samples.map((one) => one.at)), mean(samples.map((one) => one.value))];
  const spread = samples.reduce((sum, one) => sum + (one.at - at) ** 2, 0);
  if (samples.length < 2 || spread === 0) return 0;
  return samples.reduce((sum, one) => sum + (one.at - at) * (one.value - value), 0) / spread;
}
