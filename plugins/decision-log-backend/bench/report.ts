let failed = false;

/** One line of a benchmark: `name ours baseline ratio goal`. */
export function print(
  name: string,
  [ours, baseline]: [number, number | '-'],
  ratio: number | '-',
  goal: string,
  good: boolean,
): void {
  const text = (value: number | '-') =>
    typeof value === 'number' ? value.toFixed(value < 100 ? 2 : 0) : value;
  process.stdout.write(
    `${name} ${text(ours)} ${text(baseline)} ${text(ratio)} ${goal}
`,
  );
  if (good) return;
  failed = true;
  process.stderr.write(`${name} missed its goal
`);
}

/** Whether a goal was missed. */
export function hasFailed(): boolean {
  return failed;
}

export function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
