import type { JsonValue, ViewColumn } from '../../../engine/spi/view-port.ts';
import { epochOf } from '../format-time.ts';
import { fieldOf, shapeOf, type Shape } from '../shape.ts';
import { VEGA_LITE_SCHEMA, type ChartSource } from './define-chart.ts';

/** A full Vega-Lite spec of the user, with its data replaced by the query's rows under their column names. */
export function userChart(spec: Readonly<Record<string, unknown>>, columns: readonly ViewColumn[]): ChartSource {
  const shapes = columns.map((column) => shapeOf(column.type));
  return {
    model: {
      spec: { ...spec, $schema: VEGA_LITE_SCHEMA, data: { name: 'rows' } },
      note: '',
      problem: null,
    },
    rows: (rows) =>
      rows.map((row) =>
        Object.fromEntries(columns.map((column, index) => [column.name, datum(row[index] ?? null, shapes[index])])),
      ),
  };
}

/** Times as milliseconds and numbers as numbers: Vega parses nothing of data that is put in while it runs. */
function datum(value: JsonValue, shape: Shape | undefined): unknown {
  if (value === null || !shape) return value;
  switch (shape.kind) {
    case 'integer':
    case 'decimal':
    case 'float':
      return Number(value);
    case 'timestamp':
    case 'timestamp_ntz':
      return typeof value === 'string' ? epochOf(value) : value;
    case 'date':
      return typeof value === 'string' ? Date.parse(`${value}T00:00:00`) : value;
    case 'struct':
      if (typeof value !== 'object') return value;
      return Object.fromEntries(
        shape.fields.map((field, index) => [field.name, datum(fieldOf(value, field.name, index), field.shape)]),
      );
    case 'array':
      return Array.isArray(value) ? value.map((item) => datum(item, shape.element)) : value;
    default:
      return value;
  }
}
