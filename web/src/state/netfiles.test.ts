import { expect, test } from 'vitest';
import { gexf, graphml, svg, type Picture } from './netfiles';

const dot = { x: 0, y: 0, size: 3, color: '#0072b2', country: 'PL', community: 0, strength: 0.5, degree: 1 };
const picture: Picture = {
  dots: [
    { ...dot, id: 'org:a', label: 'Sea & "Shore" <Guardians>' },
    { ...dot, id: 'org:b', label: 'Gda\u0001ńsk', x: 1, y: 2, country: '', community: null },
  ],
  lines: [{ source: 'org:a', target: 'org:b', weight: 0.5, first: 2014, last: null }],
};

test('GraphML escapes names, types its keys and leaves out what is not known', () => {
  const text = graphml(picture);
  expect(text).toContain('<data key="label">Sea &amp; &quot;Shore&quot; &lt;Guardians&gt;</data>');
  expect(text).toContain('<node id="org:b"><data key="label">Gdańsk</data><data key="strength">0.5</data><data key="degree">1</data></node>');
  expect(text).toContain('<edge source="org:a" target="org:b"><data key="weight">0.5</data><data key="first">2014</data></edge>');
});

test('GEXF has weights, colours and places', () => {
  const text = gexf(picture);
  expect(text).toContain('source="org:a" target="org:b" weight="0.5"');
  expect(text).toContain('<viz:color r="0" g="114" b="178"/><viz:position x="1" y="2"/>');
});

test('SVG draws each organisation and tie once, within its sides', () => {
  const text = svg(picture, 1000);
  expect(text.match(/<circle/g)).toHaveLength(2);
  expect(text.match(/<line /g)).toHaveLength(1);
  for (const [, at] of text.matchAll(/c[xy]="([\d.-]+)"/g)) {
    expect(Number(at)).toBeGreaterThanOrEqual(0);
    expect(Number(at)).toBeLessThanOrEqual(1000);
  }
});

test('one organisation alone is drawn, too', () => {
  expect(svg({ dots: picture.dots.slice(0, 1), lines: [] })).not.toContain('NaN');
});
