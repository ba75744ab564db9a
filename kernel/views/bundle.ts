import type { MimeBundle } from '../../engine/spi/host.ts';
import { VEGA_LITE_SCHEMA } from './charts/define-chart.ts';
import { renderSvg } from './charts/render-svg.ts';
import { MIME, type Payload } from './protocol.ts';
import { staticHtml } from './static-html.ts';
import { staticText } from './static-text.ts';

/** Most bytes that one output takes in a notebook's file. */
export const MOST_BYTES = 64 << 10;

/** Rows that a file keeps of a table. */
export const SAVED_ROWS = 20;

/**
 * The output of a view, in every form a viewer may want, within `MOST_BYTES`. A query shows as HTML where our renderer is
 * missing; a bare chart has no HTML beside it, because JupyterLab would prefer that to its own Vega renderer.
 */
export async function viewBundle(payload: Payload, note: string): Promise<MimeBundle> {
  const svg = payload.chart ? await renderSvg(payload.chart, payload.chart.rows) : null;
  return sizedBundle(payload, note, svg);
}

/** The same without drawing the chart: what can be shown at once. */
export function sizedBundle(payload: Payload, note: string, svg: string | null = null): MimeBundle {
  let bundle: MimeBundle = {};
  for (const image of svg === null ? [null] : [svg, null]) {
    for (const economy of ECONOMIES) {
      bundle = assemble(economy(payload), note, image);
      if (Buffer.byteLength(JSON.stringify(bundle)) <= MOST_BYTES) return bundle;
    }
  }
  return bundle;
}

function assemble(payload: Payload, note: string, svg: string | null): MimeBundle {
  const { head, summary, error, chart } = payload;
  const table = { ...payload.table, rows: payload.table.rows.slice(0, SAVED_ROWS) };
  const text = staticText({ head, summary, error, table, note });
  if (payload.kind === 'chart' && chart !== null && chart.problem === null && error === null) {
    const values = chart.rows;
    const vegaLite = {
      width: 640,
      height: 240,
      ...chart.spec,
      $schema: VEGA_LITE_SCHEMA,
      data: { name: 'rows', values },
    };
    const images = svg === null ? {} : { 'image/svg+xml': svg };
    return { [MIME]: payload, 'application/vnd.vegalite.v5+json': vegaLite, ...images, 'text/plain': text };
  }
  const image = svg === null ? null : `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  return { [MIME]: payload, 'text/html': staticHtml({ head, summary, error, table, image, note }), 'text/plain': text };
}

/** What is given up first when an output is too large. */
const ECONOMIES: readonly ((payload: Payload) => Payload)[] = [
  (payload) => payload,
  (payload) => shrink(payload, { bars: 40, points: 500, rows: SAVED_ROWS, cell: 200, columns: 50 }),
  (payload) => shrink(payload, { bars: 20, points: 200, rows: SAVED_ROWS, cell: 80, columns: 50 }),
  (payload) => shrink(payload, { bars: 10, points: 100, rows: SAVED_ROWS, cell: 40, columns: 20 }),
  (payload) => shrink(payload, { bars: 0, points: 50, rows: 10, cell: 24, columns: 12 }),
  (payload) => shrink(payload, { bars: 0, points: 0, rows: 5, cell: 16, columns: 8 }),
];

interface Limits {
  readonly bars: number;
  readonly points: number;
  readonly rows: number;
  readonly cell: number;
  readonly columns: number;
}

function shrink(payload: Payload, limits: Limits): Payload {
  const { table } = payload;
  const columns = table.columns.slice(0, limits.columns);
  const cut = (text: string) => (text.length > limits.cell ? `${text.slice(0, limits.cell)}…` : text);
  return {
    ...payload,
    history: limits.bars === 0 ? [] : payload.history.slice(-limits.bars),
    schema: payload.schema.slice(0, limits.columns).map(({ name, type }) => ({ name: cut(name), type: cut(type) })),
    chart: payload.chart && {
      ...payload.chart,
      rows: limits.points === 0 ? [] : payload.chart.rows.slice(-limits.points),
    },
    table: {
      ...table,
      columns: columns.map((column) => ({ ...column, name: cut(column.name), type: cut(column.type) })),
      hiddenColumns: table.hiddenColumns + table.columns.length - columns.length,
      rows: table.rows
        .slice(0, limits.rows)
        .map((row) =>
          row
            .slice(0, limits.columns)
            .map((cell) => (cell === null ? null : cut(typeof cell === 'string' ? cell : cell.text))),
        ),
      keyColumns: table.keyColumns.filter((column) => column < limits.columns),
    },
  };
}
