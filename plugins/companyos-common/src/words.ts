/**
 * A number as people read it: `12,400`.
 *
 * @public
 */
export function amount(number: number): string {
  return number.toLocaleString('en-GB');
}

/**
 * A number with its noun: `1 decision`, `12,400 decisions`.
 *
 * @param many - the plural, where it is not made with an s
 * @public
 */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${amount(number)} ${number === 1 ? one : many}`;
}
