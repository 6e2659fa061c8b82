// Makes the countries' shapes ready to draw away from the page's own thread: it would be blocked for a quarter of a second.
import { geoArea, geoAzimuthalEqualArea, geoCentroid, geoPath } from 'd3-geo';
import codes from 'i18n-iso-countries/codes.json';
import { feature } from 'topojson-client';
import { presimplify, simplify } from 'topojson-simplify';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Shape } from '../state/atlas';

// The projection of Europe's statistics, here about the Baltic: areas are true, and distances from its middle nearly.
const project = geoAzimuthalEqualArea().rotate([-17, -57]).clipAngle(165).scale(1000).translate([0, 0]).precision(0.7);
const outline = geoPath(project).digits(1);
const alpha2 = new Map(codes.map(([alpha, , numeric]) => [numeric, alpha]));

self.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
  const atlas = JSON.parse(new TextDecoder().decode(data)) as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const fine = simplify(presimplify(atlas), 0.002); // square degrees: what is smaller than a pixel when Europe fills the screen
  const shapes: Shape[] = [];
  for (const country of feature(fine, fine.objects.countries).features) {
    const { geometry, properties, id } = country;
    if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') continue;
    // ISO has no code for Kosovo; Antarctica would be a ring around everything.
    const code = properties.name === 'Kosovo' ? 'XK' : (alpha2.get(String(id)) ?? null);
    if (code === 'AQ') continue;
    const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    const sized = parts.map((coordinates) => ({ type: 'Polygon' as const, coordinates })).map((part) => ({ part, area: geoArea(part) }));
    const largest = sized.reduce((a, b) => (b.area > a.area ? b : a));
    const at = project(geoCentroid(largest.part));
    const d = outline(country);
    if (d && at) shapes.push({ code, d, x: at[0], y: at[1], area: largest.area });
  }
  postMessage(shapes);
};
