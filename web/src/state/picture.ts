// A drawing on the page as a file of its own.
import { head } from './netfiles';

const kept = ['fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor'];

/** An SVG as it looks on the page, without the page's styles. */
export function picture(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const within = (svg: SVGSVGElement) => [...svg.querySelectorAll<SVGElement>('*')];
  const shown = within(drawing);
  within(copy).forEach((part, i) => {
    const style = getComputedStyle(shown[i]!);
    part.removeAttribute('class');
    for (const name of kept) part.setAttribute(name, style.getPropertyValue(name));
  });
  const ground = document.createElementNS(copy.namespaceURI, 'rect') as SVGRectElement;
  for (const [name, value] of Object.entries({ width: '100%', height: '100%', fill: getComputedStyle(drawing).backgroundColor }))
    ground.setAttribute(name, value);
  copy.prepend(ground);
  copy.removeAttribute('class');
  return head + new XMLSerializer().serializeToString(copy);
}
