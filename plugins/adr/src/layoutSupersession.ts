import {
  supersessionEdges,
  type Adr,
  type SupersessionEdge,
} from '@companyos/plugin-adr-common';

/** Size of a record and the room between two, in rem. */
export const NODE = { width: 14, height: 3, gapX: 3, gapY: 1 };

type Linked = Pick<Adr, 'path' | 'number' | 'title' | 'supersededBy'>;

/** A record's place, in rem from the top left corner. */
export type SupersessionNode = {
  path: string;
  x: number;
  y: number;
  /** Whether it supersedes, over others or directly, itself. */
  cyclic: boolean;
};

/** The graph of supersession, laid out from old (left) to new (right). */
export type SupersessionLayout = {
  nodes: SupersessionNode[];
  /** With `d`, the arrow as an SVG path. */
  edges: (SupersessionEdge & { d: string })[];
  width: number;
  height: number;
};

/**
 * Lays out the records that supersede or are superseded; the others have no place in it. Records that are connected
 * share rows of their own, in which each stands to the right of all that it supersedes. In a circle, that holds for all
 * but the arrows that close it.
 */
export function layoutSupersession(adrs: Linked[]): SupersessionLayout {
  const known = new Set(adrs.map(({ path }) => path));
  const edges = supersessionEdges(adrs).filter(({ to }) => known.has(to));
  const cyclic = new Set(
    edges.filter(edge => edge.cyclic).flatMap(({ from, to }) => [from, to]),
  );
  const successors = Map.groupBy(edges, ({ from }) => from);
  const nodes = new Map<string, SupersessionNode>();
  let top = 0;
  let width = 0;
  for (const group of connected(adrs, edges)) {
    const columns = toColumns(group, successors);
    const rows = new Map<number, number>();
    for (const path of group) {
      const column = columns.get(path)!;
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      const x = column * (NODE.width + NODE.gapX);
      const y = top + row * (NODE.height + NODE.gapY);
      nodes.set(path, { path, x, y, cyclic: cyclic.has(path) });
      width = Math.max(width, x + NODE.width);
    }
    top += Math.max(...rows.values()) * (NODE.height + NODE.gapY);
    const below = group.some(path =>
      successors
        .get(path)
        ?.some(({ to }) => runsBelow(nodes.get(path)!, nodes.get(to)!)),
    );
    if (below) top += NODE.gapY;
  }
  return {
    nodes: [...nodes.values()],
    edges: edges.map(edge => ({
      ...edge,
      d: arrow(nodes.get(edge.from)!, nodes.get(edge.to)!),
    })),
    width,
    height: Math.max(top - NODE.gapY, 0),
  };
}

/** The records that hang together, each group and all groups in the order of the records. */
function connected(adrs: Linked[], edges: SupersessionEdge[]): string[][] {
  const neighbours = new Map<string, string[]>();
  const meet = (one: string, other: string) =>
    neighbours.set(one, [...(neighbours.get(one) ?? []), other]);
  for (const { from, to } of edges) {
    meet(from, to);
    meet(to, from);
  }
  const groupOf = new Map<string, number>();
  let groups = 0;
  for (const start of neighbours.keys()) {
    if (groupOf.has(start)) continue;
    const open = [start];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (groupOf.has(next)) continue;
      groupOf.set(next, groups);
      open.push(...neighbours.get(next)!);
    }
    groups += 1;
  }
  const linked = adrs.map(({ path }) => path).filter(p => groupOf.has(p));
  return [...Map.groupBy(linked, path => groupOf.get(path)!).values()];
}

/** The column of each record: one more than the largest of those that it supersedes. */
function toColumns(
  group: string[],
  successors: Map<string, SupersessionEdge[]>,
): Map<string, number> {
  const ordered = oldestFirst(group, successors);
  const place = new Map(ordered.map((path, index) => [path, index]));
  const columns = new Map(group.map(path => [path, 0]));
  for (const from of ordered) {
    for (const { to } of successors.get(from) ?? []) {
      // An arrow against this order closes a circle.
      if (place.get(to)! <= place.get(from)!) continue;
      columns.set(to, Math.max(columns.get(to)!, columns.get(from)! + 1));
    }
  }
  // What supersedes nothing stands right before what took its place, so that its arrow passes no other record.
  const later = new Set(
    ordered.flatMap(path => (successors.get(path) ?? []).map(({ to }) => to)),
  );
  for (const path of ordered) {
    const targets = successors.get(path) ?? [];
    if (later.has(path) || targets.length === 0) continue;
    columns.set(
      path,
      Math.min(...targets.map(({ to }) => columns.get(to)!)) - 1,
    );
  }
  return columns;
}

/** A topological order: records that nothing supersedes come last. Depth first, and without recursion: a chain may be long. */
function oldestFirst(
  group: string[],
  successors: Map<string, SupersessionEdge[]>,
): string[] {
  const finished: string[] = [];
  const seen = new Set<string>();
  for (const start of group) {
    const open = [{ path: start, entered: false }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { path, entered } = next;
      if (entered) finished.push(path);
      if (entered || seen.has(path)) continue;
      seen.add(path);
      open.push({ path, entered: true });
      for (const { to } of successors.get(path) ?? []) {
        if (!seen.has(to)) open.push({ path: to, entered: false });
      }
    }
  }
  return finished.reverse();
}

/** Whether an arrow leads back, or over a record of its own row: both run below the records. */
function runsBelow(from: SupersessionNode, to: SupersessionNode): boolean {
  const step = NODE.width + NODE.gapX;
  return to.x <= from.x || (to.y === from.y && to.x > from.x + step);
}

function arrow(from: SupersessionNode, to: SupersessionNode): string {
  const { width, height, gapX, gapY } = NODE;
  if (!runsBelow(from, to)) {
    const [x1, y1] = [from.x + width, from.y + height / 2];
    const [x2, y2] = [to.x, to.y + height / 2];
    return `M ${x1} ${y1} C ${x1 + gapX / 2} ${y1}, ${
      x2 - gapX / 2
    } ${y2}, ${x2} ${y2}`;
  }
  const [x1, y1] = [from.x + (width * 3) / 4, from.y + height];
  const [x2, y2] = [to.x + width / 4, to.y + height];
  const below = Math.max(y1, y2) + gapY;
  return `M ${x1} ${y1} C ${x1} ${below}, ${x2} ${below}, ${x2} ${y2}`;
}
