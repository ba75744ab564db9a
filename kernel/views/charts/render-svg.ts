import type { ChartModel, ChartRow } from '../protocol.ts';

const MOST_POINTS = 1000;

/** The colours of the design's light theme: a picture cannot follow the reader's. */
const CONFIG = {
  view: { stroke: null },
  range: { category: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#7b61c9', '#b08900', '#4d8fac', '#6b7280'] },
  axis: {
    labelColor: '#5f6873',
    titleColor: '#5f6873',
    titleFontWeight: 'normal',
    gridColor: '#e3e6ea',
    domainColor: '#e3e6ea',
    tickColor: '#e3e6ea',
  },
  axisX: { grid: false, labelOverlap: true },
  axisY: { domain: false, ticks: false, tickCount: 4 },
};

/** Draws a chart as SVG text for viewers that run nothing; null when it cannot be drawn. */
export async function renderSvg(model: ChartModel, rows: readonly ChartRow[]): Promise<string | null> {
  if (model.problem !== null || rows.length === 0) return null;
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const refuse = () => Promise.reject(new Error('A chart of a notebook output loads nothing.'));
  try {
    const sized = { width: 640, height: 240, ...model.spec, background: 'white' };
    const quiet = vega.logger(vega.Error);
    const compiled = compile(sized as never, { config: CONFIG as never, logger: quiet as never });
    const view = new vega.View(vega.parse(compiled.spec), {
      renderer: 'none',
      logLevel: vega.None,
      loader: { options: {}, load: refuse, sanitize: refuse, http: refuse, file: refuse } as never,
    });
    view.insert(
      'rows',
      rows.slice(-MOST_POINTS).map((row) => ({ ...row })),
    );
    const svg = await view.toSVG();
    view.finalize();
    return svg;
  } catch {
    return null;
  }
}
