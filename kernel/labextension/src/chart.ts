/** Vega, loaded by one dynamic import when the first chart is shown. Our own copy: JupyterLab's is older and not shared. */
import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';

import type { ChartRow } from '../../views/protocol.ts';

export interface Theme {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly accent: string;
  readonly font: string;
  readonly palette: readonly string[];
}

/** A drawn chart whose data is replaced in place. */
export interface Chart {
  readonly view: vega.View;
  change(rows: readonly ChartRow[]): Promise<void>;
  resize(width: number): Promise<void>;
  dispose(): void;
}

const NO_NETWORK = () => Promise.reject(new Error('A chart of a notebook output loads nothing.'));

/** Draws a Vega-Lite spec whose data set is named `rows`. */
export async function drawChart(
  node: HTMLElement,
  spec: Readonly<Record<string, unknown>>,
  rows: readonly ChartRow[],
  theme: Theme,
  size: { readonly width: number; readonly height: number },
): Promise<Chart> {
  const warnings = vega.logger(vega.Error);
  // without `resize` Vega would keep the room that the first rows needed, often none, and cut off later labels
  const full = { autosize: { type: 'fit', contains: 'padding', resize: true }, ...spec, ...sized(spec, size) };
  const compiled = compile(full as unknown as TopLevelSpec, {
    config: config(theme) as never,
    logger: warnings as never,
  });
  const view = new vega.View(vega.parse(compiled.spec, undefined, { ast: true } as never), {
    container: node,
    renderer: 'canvas',
    hover: true,
    logLevel: vega.Error,
    expr: expressionInterpreter,
    loader: { options: {}, load: NO_NETWORK, sanitize: NO_NETWORK, http: NO_NETWORK, file: NO_NETWORK } as never,
  } as never);
  const insert = (values: readonly ChartRow[]) =>
    view.change(
      'rows',
      vega
        .changeset()
        .remove(vega.truthy)
        .insert(values.map((row) => ({ ...row }))),
    );
  insert(rows);
  await view.runAsync();
  return {
    view,
    async change(values) {
      await insert(values).runAsync();
    },
    async resize(width) {
      await view.width(width).runAsync();
    },
    dispose() {
      view.finalize();
      node.replaceChildren();
    },
  };
}

/** A spec with its own sizes keeps them; facets and concatenations size their parts. */
function sized(
  spec: Readonly<Record<string, unknown>>,
  size: { width: number; height: number },
): Record<string, number> {
  const composed = ['facet', 'concat', 'hconcat', 'vconcat', 'repeat'].some((key) => key in spec);
  if (composed) return {};
  const own = (key: string) => typeof spec[key] === 'number';
  return { ...(own('width') ? {} : { width: size.width }), ...(own('height') ? {} : { height: size.height }) };
}

function config(theme: Theme): Record<string, unknown> {
  const text = { labelFont: theme.font, titleFont: theme.font, labelColor: theme.soft, titleColor: theme.soft };
  return {
    background: 'transparent',
    font: theme.font,
    view: { stroke: null },
    range: { category: theme.palette, ramp: { scheme: 'blues' } },
    axis: {
      ...text,
      labelFontSize: 11,
      titleFontSize: 11,
      titleFontWeight: 'normal',
      gridColor: theme.line,
      domainColor: theme.line,
      tickColor: theme.line,
      labelPadding: 6,
    },
    axisY: { domain: false, ticks: false, tickCount: 4 },
    axisX: { grid: false, labelOverlap: true },
    legend: { ...text, labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal', symbolStrokeWidth: 2 },
    title: { font: theme.font, color: theme.ink, fontSize: 12, fontWeight: 600, anchor: 'start' },
    text: { font: theme.font, fontSize: 11, color: theme.soft },
    mark: { color: theme.palette[0] },
    line: { strokeWidth: 2 },
  };
}
