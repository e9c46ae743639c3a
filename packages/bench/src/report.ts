let failed = false;

/** At most, or at least. @public */
export type Goal = `≤${number}` | `≥${number}`;

/**
 * Writes one line of a benchmark, `name ours baseline ratio goal`, and judges it: the ratio, or ours where there is none.
 *
 * @public
 */
export function print(
  name: string,
  [ours, baseline]: [ours: number, baseline: number | '-'],
  ratio: number | '-',
  goal: Goal,
): void {
  const figures = [text(ours), text(baseline), text(ratio, 3)];
  process.stdout.write(`${[name, ...figures, goal].join(' ')}\n`);
  if (meets(ratio === '-' ? ours : ratio, goal)) return;
  failed = true;
  process.stderr.write(`${name} missed its goal\n`);
}

/** Says what has no goal. @public */
export function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** Whether a goal was missed. @public */
export function hasFailed(): boolean {
  return failed;
}

function meets(value: number, goal: Goal): boolean {
  const limit = Number(goal.slice(1));
  return goal.startsWith('≤') ? value <= limit : value >= limit;
}

// A ratio has a digit more, so that one beside its goal does not look like it.
function text(value: number | '-', digits = 2): string {
  if (value === '-') return value;
  return value.toFixed(Math.abs(value) < 100 ? digits : 0);
}
