/**
 * How many steps each node of a dependency graph is away from the root, by the shortest way. Nodes that cannot be reached
 * have none; circles end by themselves.
 */
export function depthsFrom(
  root: string | undefined,
  dependencies: { ref: string; dependsOn?: string[] }[],
): Map<string, number> {
  const depths = new Map<string, number>();
  if (root === undefined) return depths;
  const graph = new Map(
    dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]),
  );
  depths.set(root, 0);
  let level = [root];
  for (let depth = 1; level.length > 0; depth++) {
    const next: string[] = [];
    for (const ref of level) {
      for (const target of graph.get(ref) ?? []) {
        if (!depths.has(target)) {
          depths.set(target, depth);
          next.push(target);
        }
      }
    }
    level = next;
  }
  return depths;
}
