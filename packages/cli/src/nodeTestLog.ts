/** How many tests passed, failed and were left out. */
export type TestCounts = { passed: number; failed: number; skipped: number };

/** Reads the counts that Node's test runner ends with, added up over several runs in one log. */
export function readNodeTestLog(log: string): TestCounts {
  const total = (word: string) =>
    [...log.matchAll(new RegExp(`^[#ℹ] ${word} (\\d+)$`, 'gm'))].reduce(
      (found, match) => found + Number(match[1]),
      0,
    );
  return {
    passed: total('pass'),
    failed: total('fail'),
    skipped: total('skipped') + total('todo'),
  };
}
