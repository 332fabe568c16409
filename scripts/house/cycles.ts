/**
 * Cycles of a directed graph, each said once. Enter at {@link cyclesOf}.
 */

/**
 * @param graph - Who points at whom.
 * @returns for each knot of nodes that all reach each other, one shortest way round through its first node.
 */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const told = new Set<string>();
  return [...graph.keys()].sort().flatMap((start) => {
    if (told.has(start)) return [];
    const cycle = wayBack(graph, start);
    for (const node of cycle) told.add(node);
    return cycle.length === 0 ? [] : [cycle];
  });
}

/** The shortest way from a node back to itself, breadth first; empty when there is none. */
function wayBack(graph: ReadonlyMap<string, readonly string[]>, start: string): string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const next of graph.get(node) ?? []) {
      if (next === start) return trail(cameFrom, node, start);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return [];
}

function trail(cameFrom: ReadonlyMap<string, string>, end: string, start: string): string[] {
  const back = [end];
  for (let node = end; node !== start;) {
    node = cameFrom.get(node) ?? start;
    back.push(node);
  }
  return back.reverse();
}
