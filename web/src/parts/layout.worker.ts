// Places the organisations of a drawing away from the page's own thread.
import forceAtlas2 from 'graphology-layout-forceatlas2';
import Graph from 'graphology';

export interface Unplaced {
  nodes: string[];
  links: { source: string; target: string; weight: number }[];
}

export type Placed = Record<string, { x: number; y: number }>;

self.onmessage = ({ data }: MessageEvent<Unplaced>) => {
  const graph = new Graph({ type: 'undirected' });
  data.nodes.forEach((id, i) => {
    // A circle is a beginning that is the same each time, so that the same question looks the same. Who belongs together stands together on it.
    const angle = (2 * Math.PI * i) / data.nodes.length;
    graph.addNode(id, { x: 100 * Math.cos(angle), y: 100 * Math.sin(angle) });
  });
  // Ties pull by their weight against the mean, else small weights would lose against the organisations' pushing each other away.
  const mean = data.links.reduce((sum, link) => sum + link.weight, 0) / Math.max(data.links.length, 1) || 1;
  for (const { source, target, weight } of data.links) graph.addEdge(source, target, { weight: weight / mean });
  const placed = forceAtlas2(graph, {
    iterations: data.nodes.length > 500 ? 200 : 400,
    settings: { ...forceAtlas2.inferSettings(graph), barnesHutOptimize: data.nodes.length > 300 },
    getEdgeWeight: 'weight',
  });
  postMessage(placed as Placed);
};
