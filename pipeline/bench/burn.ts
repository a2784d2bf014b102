/** Does nothing but compute for a second; tells how often it got round. */
const end = performance.now() + 1_000;
let rounds = 0;
let x = 1;
while (performance.now() < end) {
  for (let i = 0; i < 10_000; i++) x = Math.imul(x, 0x5bd1e995) ^ i;
  rounds += 1;
}
process.send?.(x === 0 ? 0 : rounds);
process.disconnect?.();
