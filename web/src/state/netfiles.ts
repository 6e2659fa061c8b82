// A drawn network as files that other programs read.

/** What a file says of an organisation and of a tie. */
export interface Dot {
  id: string;
  label: string;
  x: number;
  y: number;
  size: number;
  color: string;
  country: string;
  community: number | null;
  strength: number;
  degree: number;
}
export interface Line {
  source: string;
  target: string;
  weight: number;
  first: number | null;
  last: number | null;
}
export interface Picture {
  dots: Dot[];
  lines: Line[];
}

/** A value as the text or an attribute of XML holds it. */
export const xml = (value: unknown) =>
  String(value)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

export const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const known = ([, value]: [string, unknown]) => value !== null && value !== '';
const facts = (dot: Dot): [string, unknown][] => [
  ['country', dot.country],
  ['community', dot.community],
  ['strength', dot.strength],
  ['degree', dot.degree],
];
const spans = (line: Line): [string, unknown][] => [
  ['first', line.first],
  ['last', line.last],
];

/** GraphML, as NetworkX, igraph and yEd read it. */
export function graphml({ dots, lines }: Picture): string {
  const key = (id: string, of: string, type: string) => `  <key id="${id}" for="${of}" attr.name="${id}" attr.type="${type}"/>\n`;
  const data = (rows: [string, unknown][]) => rows.filter(known).map(([id, value]) => `<data key="${id}">${xml(value)}</data>`).join('');
  return (
    `${head}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n` +
    key('label', 'node', 'string') + key('country', 'node', 'string') + key('community', 'node', 'int') +
    key('strength', 'node', 'double') + key('degree', 'node', 'int') +
    key('weight', 'edge', 'double') + key('first', 'edge', 'int') + key('last', 'edge', 'int') +
    '  <graph edgedefault="undirected">\n' +
    dots.map((dot) => `    <node id="${xml(dot.id)}">${data([['label', dot.label], ...facts(dot)])}</node>\n`).join('') +
    lines
      .map((line) => `    <edge source="${xml(line.source)}" target="${xml(line.target)}">${data([['weight', line.weight], ...spans(line)])}</edge>\n`)
      .join('') +
    '  </graph>\n</graphml>\n'
  );
}

/** GEXF 1.3, as Gephi reads it, with places, sizes and colours. */
export function gexf({ dots, lines }: Picture): string {
  const attribute = (id: string, type: string) => `      <attribute id="${id}" title="${id}" type="${type}"/>\n`;
  const values = (rows: [string, unknown][]) =>
    '<attvalues>' + rows.filter(known).map(([id, value]) => `<attvalue for="${id}" value="${xml(value)}"/>`).join('') + '</attvalues>';
  const viz = (dot: Dot) => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(dot.color.slice(at, at + 2), 16));
    return `<viz:color r="${r}" g="${g}" b="${b}"/><viz:position x="${dot.x}" y="${dot.y}"/><viz:size value="${dot.size}"/>`;
  };
  return (
    `${head}<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n  <graph defaultedgetype="undirected">\n` +
    '    <attributes class="node">\n' +
    attribute('country', 'string') + attribute('community', 'integer') + attribute('strength', 'double') + attribute('degree', 'integer') +
    '    </attributes>\n    <attributes class="edge">\n' + attribute('first', 'integer') + attribute('last', 'integer') + '    </attributes>\n' +
    '    <nodes>\n' +
    dots.map((dot) => `      <node id="${xml(dot.id)}" label="${xml(dot.label)}">${values(facts(dot))}${viz(dot)}</node>\n`).join('') +
    '    </nodes>\n    <edges>\n' +
    lines
      .map((l, i) => `      <edge id="${i}" source="${xml(l.source)}" target="${xml(l.target)}" weight="${l.weight}">${values(spans(l))}</edge>\n`)
      .join('') +
    '    </edges>\n  </graph>\n</gexf>\n'
  );
}

/** A picture of the network that scales, with the names of the largest. */
export function svg({ dots, lines }: Picture, side = 1200, names = 40): string {
  const [xs, ys] = [dots.map((d) => d.x), dots.map((d) => d.y)];
  const [left, top] = [Math.min(...xs), Math.max(...ys)];
  const span = Math.max(Math.max(...xs) - left, top - Math.min(...ys)) || 1;
  const margin = 60;
  const scale = (side - 2 * margin) / span;
  const at = new Map(dots.map((d) => [d.id, { x: margin + (d.x - left) * scale, y: margin + (top - d.y) * scale }]));
  const n = (value: number) => value.toFixed(1);
  const heaviest = Math.max(...lines.map((l) => l.weight), 1e-9);
  const labelled = [...dots].sort((a, b) => b.size - a.size).slice(0, names);
  return (
    `${head}<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 ${side} ${side}">\n` +
    `<rect width="${side}" height="${side}" fill="#ffffff"/>\n<g stroke="#8a8f98" stroke-opacity="0.4">\n` +
    lines
      .map((l) => {
        const [a, b] = [at.get(l.source)!, at.get(l.target)!];
        return `<line x1="${n(a.x)}" y1="${n(a.y)}" x2="${n(b.x)}" y2="${n(b.y)}" stroke-width="${n(0.5 + 3 * Math.sqrt(l.weight / heaviest))}"/>\n`;
      })
      .join('') +
    '</g>\n' +
    dots
      .map((d) => `<circle cx="${n(at.get(d.id)!.x)}" cy="${n(at.get(d.id)!.y)}" r="${n(d.size)}" fill="${d.color}"><title>${xml(d.label)}</title></circle>\n`)
      .join('') +
    '<g font-family="sans-serif" font-size="12" fill="#1a202c">\n' +
    labelled.map((d) => `<text x="${n(at.get(d.id)!.x + d.size + 3)}" y="${n(at.get(d.id)!.y + 4)}">${xml(d.label)}</text>\n`).join('') +
    '</g>\n</svg>\n'
  );
}

/** The picture as pixels, twice as fine as it is large. */
export async function png(picture: string, width = 1200, height = width): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([picture], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: 2 * width, height: 2 * height });
    canvas.getContext('2d')!.drawImage(image, 0, 0, 2 * width, 2 * height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture cannot be made'))), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
