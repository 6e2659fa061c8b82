import type { DrawingQuery } from '../api/generated/graphql';
import type { Placed, Unplaced } from './layout.worker';
import LayoutWorker from './layout.worker?worker';

type Network = DrawingQuery['network'];

/** Draws a network in an element. The returned function takes it away. */
export function draw(place: HTMLElement, network: Network): () => void {
  const worker = new LayoutWorker();
  let taken = false;
  let remove = () => {};
  worker.onmessage = async ({ data }: MessageEvent<Placed>) => {
    worker.terminate();
    const { show } = await import('./show');
    if (!taken) remove = show(place, network, data);
  };
  const links = network.links.map(({ source, target, weight }) => ({ source, target, weight }));
  worker.postMessage({ nodes: network.nodes.map((n) => n.organisation.id), links } satisfies Unplaced);
  return () => {
    taken = true;
    worker.terminate();
    remove();
  };
}
