import Graph from 'graphology';
import Sigma from 'sigma';
import type { DrawingQuery } from '../api/generated/graphql';
import type { Placed } from './layout.worker';

// Okabe and Ito's colours, told apart by the colour-blind too; communities beyond them are grey.
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#b8a800'];
const grey = '#8a8f98';

/** Shows a network whose organisations are placed. The returned function takes it away. */
export function show(place: HTMLElement, network: DrawingQuery['network'], placed: Placed): () => void {
  const graph = new Graph({ type: 'undirected' });
  const strongest = Math.max(...network.nodes.map((n) => n.position.strength), 1e-9);
  for (const { organisation, community, position } of network.nodes) {
    graph.addNode(organisation.id, {
      ...placed[organisation.id]!,
      label: organisation.name,
      size: 3 + 11 * Math.sqrt(position.strength / strongest),
      color: (community == null ? undefined : colours[community]) ?? grey,
    });
  }
  const heaviest = Math.max(...network.links.map((l) => l.weight), 1e-9);
  for (const { source, target, weight } of network.links) {
    graph.addEdge(source, target, { size: 0.5 + 3 * Math.sqrt(weight / heaviest) });
  }

  const ink = getComputedStyle(place).getPropertyValue('--ink').trim();
  const sigma = new Sigma(graph, place, {
    settings: { labelRenderedSizeThreshold: 7, minCameraRatio: 0.05, maxCameraRatio: 3 },
    styles: {
      nodes: {
        x: { attribute: 'x' },
        y: { attribute: 'y' },
        size: { attribute: 'size' },
        label: { attribute: 'label' },
        labelColor: ink,
        color: { attribute: 'color' },
        opacity: 1,
      },
      edges: { size: { attribute: 'size' }, color: grey, opacity: 0.35 },
    },
  });
  return () => sigma.kill();
}
