import type { Placed, Unplaced } from './layout.worker';
import LayoutWorker from './layout.worker?worker';
import type { Drawn, Shown } from './show';

export interface Wishes {
  /** Is told when the drawing stands, and by null when it is taken away. */
  ready?: (shown: Shown | null) => void;
  /** Is told which organisation is clicked on; without it the drawing only moves and zooms. */
  choose?: (id: string) => void;
}

/** Draws a network in an element. The returned function takes it away. */
export function draw(place: HTMLElement, network: Drawn, { ready, choose }: Wishes = {}): () => void {
  const worker = new LayoutWorker();
  let taken = false;
  let remove = () => {};
  worker.onmessage = async ({ data }: MessageEvent<Placed>) => {
    worker.terminate();
    const { show } = await import('./show');
    if (taken) return;
    const shown = await show(place, network, data, () => taken, choose);
    if (!shown) return;
    remove = shown.remove;
    ready?.(shown);
  };
  const links = network.links.map(({ source, target, weight }) => ({ source, target, weight }));
  const nodes = [...network.nodes].sort((a, b) => (a.community ?? 1e9) - (b.community ?? 1e9)).map((n) => n.organisation.id);
  worker.postMessage({ nodes, links } satisfies Unplaced);
  return () => {
    taken = true;
    worker.terminate();
    remove();
    ready?.(null);
  };
}
