type Vector = Float64Array<ArrayBuffer>;

export interface MinimiseOptions {
  iterations: number;
  /** Ends when a step lowers the value by less than this share of it. */
  tolerance: number;
  /** Steps remembered for the shape of the function. Default 8. */
  memory?: number;
}

interface Step {
  moved: Vector;
  turned: Vector;
}

/** Ends the search for a step length: the function is flat there, as far as numbers can tell. */
const SHORTEST_STEP = 1e-10;
/** Armijo's condition. */
const SUFFICIENT = 1e-4;

/**
 * The point of least value of a smooth function, by L-BFGS with backtracking (Nocedal & Wright, Numerical Optimization,
 * 2nd ed., algorithms 7.4 and 7.5). No randomness: the same function gives the same point. `valueAt` writes the gradient
 * at a point and returns the value. The event loop gets a turn at each iteration.
 */
export async function minimise(
  valueAt: (point: Vector, gradient: Vector) => number,
  start: Vector,
  { iterations, tolerance, memory = 8 }: MinimiseOptions,
): Promise<Vector> {
  let point = start.slice();
  let gradient = new Float64Array(point.length);
  let value = valueAt(point, gradient);
  const steps: Step[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    await new Promise((resolve) => setImmediate(resolve));
    const direction = descent(gradient, steps);
    const slope = dot(direction, gradient);
    if (slope >= 0) break;
    let length = steps.length > 0 ? 1 : 1 / Math.sqrt(dot(gradient, gradient));
    let next = along(point, direction, length);
    const nextGradient = new Float64Array(point.length);
    let nextValue = valueAt(next, nextGradient);
    while (nextValue > value + SUFFICIENT * length * slope && length > SHORTEST_STEP) {
      length /= 2;
      next = along(point, direction, length);
      nextValue = valueAt(next, nextGradient);
    }
    if (nextValue >= value) break;
    const step = { moved: along(next, point, -1), turned: along(nextGradient, gradient, -1) };
    if (dot(step.moved, step.turned) > 0) steps.push(step);
    if (steps.length > memory) steps.shift();
    const gain = value - nextValue;
    [point, gradient, value] = [next, nextGradient, nextValue];
    if (gain < tolerance * Math.abs(value)) break;
  }
  return point;
}

/** The two loops of algorithm 7.4: the direction that the remembered steps make of the gradient. */
function descent(gradient: Vector, steps: readonly Step[]): Vector {
  let direction = gradient.slice();
  const shares: number[] = [];
  for (const { moved, turned } of steps.toReversed()) {
    const share = dot(moved, direction) / dot(moved, turned);
    shares.unshift(share);
    direction = along(direction, turned, -share);
  }
  const last = steps.at(-1);
  const scale = last === undefined ? 1 : dot(last.moved, last.turned) / dot(last.turned, last.turned);
  direction = direction.map((one) => one * scale);
  for (const [index, { moved, turned }] of steps.entries()) {
    const back = dot(turned, direction) / dot(moved, turned);
    direction = along(direction, moved, (shares[index] ?? 0) - back);
  }
  return direction.map((one) => -one);
}

function along(point: Vector, direction: Vector, length: number): Vector {
  return point.map((one, index) => one + length * (direction[index] ?? 0));
}

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
