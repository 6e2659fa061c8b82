import Graph from 'graphology';
import Sigma from 'sigma';
import type { Measure } from '../state/question';
import { colourOf, grey } from './colours';
import type { Placed } from './layout.worker';

/** What is drawn of a network, whichever question it came from. */
export interface Drawn {
  nodes: {
    organisation: { id: string; name: string };
    community?: number | null;
    position: { strength: number; degree: number; betweenness?: number | null };
  }[];
  links: { source: string; target: string; weight: number; first?: number | null }[];
}

export interface Shown {
  /** Sizes the organisations by a measure. */
  size(by: Measure): void;
  /** Leaves out the ties that began after a year; null shows all. */
  until(year: number | null): void;
  /** Brings an organisation into the middle, and stresses it and its partners; null shows the whole again. */
  seek(id: string | null): void;
  /** Where the organisations stand, for files. */
  graph: Graph;
  remove(): void;
}

const slice = 1500;
const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));

/** Shows a network whose organisations are placed, first these and then their ties, some in each frame, so that the page is never blocked for long. Null where it is gone before. */
export async function show(
  place: HTMLElement,
  network: Drawn,
  placed: Placed,
  gone: () => boolean,
  choose?: (id: string) => void,
): Promise<Shown | null> {
  const graph = new Graph({ type: 'undirected' });
  for (const { organisation, community, position } of network.nodes) {
    graph.addNode(organisation.id, {
      ...placed[organisation.id]!,
      ...position,
      label: organisation.name,
      size: 3,
      color: colourOf(community),
      opacity: 1,
      named: 'auto',
    });
  }
  const heaviest = Math.max(...network.links.map((l) => l.weight), 1e-9);
  const faint = 0.35 * Math.min(1, Math.sqrt(400 / Math.max(network.links.length, 1))); // many ties must not hide the organisations

  function size(by: Measure): void {
    const most = Math.max(...network.nodes.map((n) => n.position[by] ?? 0), 1e-9);
    const scale = Math.max(0.35, Math.min(1, Math.sqrt(200 / network.nodes.length))); // a crowd of large dots hides itself
    graph.updateEachNodeAttributes((_, is) => ({ ...is, size: scale * (3 + 11 * Math.sqrt((is[by] ?? 0) / most)) }), { attributes: ['size'] });
  }
  size('strength');

  const ink = getComputedStyle(place).getPropertyValue('--ink').trim();
  const sigma = new Sigma(graph, place, {
    settings: { itemSizesReference: 'screen', labelRenderedSizeThreshold: 7, minCameraRatio: 0.05, maxCameraRatio: 3 },
    styles: {
      nodes: {
        x: { attribute: 'x' },
        y: { attribute: 'y' },
        size: { attribute: 'size' },
        label: { attribute: 'label' },
        labelColor: ink,
        labelVisibility: { attribute: 'named' },
        color: { attribute: 'color' },
        opacity: { attribute: 'opacity' },
        cursor: choose && 'pointer',
      },
      edges: { size: { attribute: 'size' }, color: grey, opacity: { attribute: 'opacity' } },
    },
  });

  for (let i = 0; i < network.links.length; i += slice) {
    await frame();
    if (gone()) break;
    for (const { source, target, weight, first } of network.links.slice(i, i + slice)) {
      graph.addEdge(source, target, { size: 0.5 + 3 * Math.sqrt(weight / heaviest), weight, first, opacity: faint, begun: true });
    }
  }
  if (gone()) {
    sigma.kill();
    return null;
  }

  /** Fades all but an organisation and its partners; null shows all alike. */
  function stress(centre: string | null): void {
    const near = (id: string) => centre === null || id === centre || graph.areNeighbors(id, centre);
    const named = (id: string) => (id === centre ? 'visible' : near(id) ? 'auto' : 'hidden');
    graph.updateEachNodeAttributes((id, is) => ({ ...is, opacity: near(id) ? 1 : 0.15, named: named(id) }), { attributes: ['opacity', 'named'] });
    graph.updateEachEdgeAttributes(
      (_, is, a, b) => ({ ...is, opacity: !is.begun ? 0 : centre === null ? faint : a === centre || b === centre ? 0.8 : faint / 6 }),
      { attributes: ['opacity'] },
    );
  }
  let sought: string | null = null;
  if (choose) {
    sigma.on('enterNode', ({ node }) => stress(node));
    sigma.on('leaveNode', () => stress(sought));
    sigma.on('clickNode', ({ node }) => choose(node));
  }

  let last: number | null = null;
  function until(year: number | null): void {
    if (year === last) return;
    last = year;
    graph.updateEachEdgeAttributes((_, is) => ({ ...is, begun: year === null || (is.first != null && is.first <= year) }));
    stress(sought);
  }

  const still = matchMedia('(prefers-reduced-motion: reduce)');
  function seek(id: string | null): void {
    if (id === null && sought === null) return;
    sought = id;
    stress(id);
    let to = { x: 0.5, y: 0.5, ratio: 1, angle: 0 };
    if (id !== null) {
      const { x, y } = sigma.getNodeDisplayData(id)!;
      const far = graph.mapNeighbors(id, (partner) => sigma.getNodeDisplayData(partner)!).map((at) => Math.max(Math.abs(at.x - x), Math.abs(at.y - y)));
      to = { ...to, x, y, ratio: Math.min(1, Math.max(0.3, ...far.map((distance) => 2.2 * distance))) }; // its partners are in sight
    }
    if (still.matches) sigma.getCamera().setState(to);
    else void sigma.getCamera().animate(to, { duration: 400 });
  }

  return { size, until, seek, graph, remove: () => sigma.kill() };
}
