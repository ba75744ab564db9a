import { svgElement } from './dom.ts';

const WIDTH = 48;
const HEIGHT = 18;

/** A line of the last values, scaled from zero to their maximum. */
export class Sparkline {
  readonly node: SVGSVGElement = svgElement('svg', {
    width: WIDTH,
    height: HEIGHT,
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    class: 'mr-spark',
    'aria-hidden': 'true',
  });
  private readonly line: SVGPolylineElement = svgElement('polyline', { fill: 'none', 'stroke-width': 1.5 });

  constructor() {
    this.node.append(this.line);
  }

  update(values: readonly number[]): void {
    const top = Math.max(...values, 1e-9);
    const step = WIDTH / Math.max(values.length - 1, 1);
    const points = values.map((value, index) => {
      const y = HEIGHT - 2 - (Math.max(value, 0) / top) * (HEIGHT - 4);
      return `${(index * step).toFixed(1)},${y.toFixed(1)}`;
    });
    this.line.setAttribute('points', values.length > 1 ? points.join(' ') : '');
  }
}
