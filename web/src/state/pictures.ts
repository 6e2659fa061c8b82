// The files that a drawing can be taken away as. What writes them is loaded when one is wanted.
import type { Drawn, Shown } from '../parts/show';
import type { Dot, Picture } from './netfiles';
import { save } from './table';

interface Network extends Drawn {
  nodes: (Drawn['nodes'][number] & { organisation: { country?: { code: string } | null } })[];
  links: (Drawn['links'][number] & { last?: number | null })[];
}

function picture({ nodes, links }: Network, { graph }: Shown, until: number | null): Picture {
  return {
    dots: nodes.map(({ organisation, community, position: { strength, degree } }) => {
      const { x, y, size, color } = graph.getNodeAttributes(organisation.id) as Pick<Dot, 'x' | 'y' | 'size' | 'color'>;
      return { id: organisation.id, label: organisation.name, x, y, size, color, country: organisation.country?.code ?? '', community: community ?? null, strength, degree };
    }),
    lines: links
      .filter((link) => until === null || (link.first != null && link.first <= until))
      .map(({ source, target, weight, first, last }) => ({ source, target, weight, first: first ?? null, last: last ?? null })),
  };
}

/** The files of a network that is shown; none before it is. Ties begun after a year are left out. */
export function pictures(name: string, network: () => Promise<Network>, shown: Shown | null, until: number | null = null) {
  if (!shown) return [];
  const forms = [
    ['GEXF', 'gexf', 'application/xml'],
    ['GraphML', 'graphml', 'application/xml'],
    ['SVG', 'svg', 'image/svg+xml'],
    ['PNG', 'png', 'image/png'],
  ] as const;
  return forms.map(([label, ending, type]) => ({
    label,
    save: async () => {
      const write = await import('./netfiles');
      const drawn = picture(await network(), shown, until);
      save(`${name}.${ending}`, ending === 'png' ? await write.png(write.svg(drawn)) : write[ending](drawn), type);
    },
  }));
}
