/** A component of a bill of materials, by its reference in it. */
export type BomNode = {
  ref: string;
  name: string;
  version: string;
  dependsOn: string[];
};

/** What depends on what in a bill of materials. */
export type DependencyGraph = {
  /** Reference of the artifact itself. */
  root: string;
  nodes: Map<string, BomNode>;
};

type Bom = {
  metadata?: { component?: BomComponent };
  components?: BomComponent[];
  dependencies?: { ref: string; dependsOn?: string[] }[];
};

type BomComponent = {
  'bom-ref'?: string;
  group?: string;
  name: string;
  version?: string;
  components?: BomComponent[];
};

/**
 * Reads the dependencies of a CycloneDX bill of materials that the portal has verified, and with that its shape.
 *
 * @returns undefined when it says nothing about what depends on what
 */
export function dependencyGraph(
  predicate: unknown,
): DependencyGraph | undefined {
  const bom = predicate as Bom;
  const root = bom.metadata?.component?.['bom-ref'];
  if (root === undefined || !bom.dependencies?.length) return undefined;
  const dependsOn = new Map(
    bom.dependencies.map(one => [one.ref, one.dependsOn ?? []]),
  );
  const nodes = new Map<string, BomNode>();
  const waiting = [bom.metadata!.component!, ...(bom.components ?? [])];
  // Components may hold components, to any depth: a loop and no recursion.
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    waiting.push(...(next.components ?? []));
    const ref = next['bom-ref'];
    if (ref === undefined) continue;
    nodes.set(ref, {
      ref,
      name: [next.group, next.name].filter(Boolean).join('/'),
      version: next.version ?? '',
      dependsOn: dependsOn.get(ref) ?? [],
    });
  }
  return nodes.has(root) ? { root, nodes } : undefined;
}

/** The components that a component depends on, by name. */
export function dependenciesOf(graph: DependencyGraph, ref: string): BomNode[] {
  return (graph.nodes.get(ref)?.dependsOn ?? [])
    .flatMap(target => graph.nodes.get(target) ?? [])
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Why a component is there: the shortest way to each component whose name has the words, from the artifact on.
 *
 * @param limit - of ways, so that a search for one letter stays one
 */
export function waysTo(
  graph: DependencyGraph,
  words: string,
  limit: number,
): BomNode[][] {
  const wanted = words.trim().toLowerCase();
  const from = new Map<string, string | undefined>([[graph.root, undefined]]);
  const ways: BomNode[][] = [];
  const waiting = [graph.root];
  for (let index = 0; index < waiting.length; index++) {
    const ref = waiting[index];
    const { name } = graph.nodes.get(ref)!;
    if (ref !== graph.root && name.toLowerCase().includes(wanted)) {
      ways.push(wayTo(graph, from, ref));
      if (ways.length === limit) return ways;
    }
    for (const next of dependenciesOf(graph, ref)) {
      if (from.has(next.ref)) continue;
      from.set(next.ref, ref);
      waiting.push(next.ref);
    }
  }
  return ways;
}

function wayTo(
  graph: DependencyGraph,
  from: Map<string, string | undefined>,
  target: string,
): BomNode[] {
  const way: BomNode[] = [];
  for (
    let ref: string | undefined = target;
    ref !== undefined;
    ref = from.get(ref)
  ) {
    way.unshift(graph.nodes.get(ref)!);
  }
  return way;
}
