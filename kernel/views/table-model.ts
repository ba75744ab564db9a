import type { Page, ViewColumn } from '../../engine/spi/view-port.ts';
import { plainText } from './escape.ts';
import { columnFormatter } from './format-value.ts';
import type { TableModel } from './protocol.ts';
import { isNumeric, shapeOf, shortType } from './shape.ts';
import type { WallClock } from './wall-clock.ts';

/** Most columns that are drawn. */
export const MOST_COLUMNS = 50;

/** Which part of the result a table shows, and how. */
export interface Place {
  readonly offset: number;
  readonly limit: number;
  readonly sort: { readonly column: number; readonly descending: boolean } | null;
  readonly filter: string;
}

export const FIRST_PLACE: Place = { offset: 0, limit: 10, sort: null, filter: '' };

/** A page of rows as texts; `appending` rows never change, so all of a row is its identity. */
export function tableModel(page: Page, place: Place, clock: WallClock, appending: boolean): TableModel {
  const columns = page.columns.slice(0, MOST_COLUMNS);
  const shapes = columns.map((column) => shapeOf(column.type));
  const formats = shapes.map((shape, index) =>
    columnFormatter(
      shape,
      page.rows.map((row) => row[index] ?? null),
      clock,
    ),
  );
  const identity = shapes.flatMap((shape, index) => (appending || !isNumeric(shape) ? [index] : []));
  return {
    ...emptyTable(columns, place),
    hiddenColumns: page.columns.length - columns.length,
    rows: page.rows.map((row) => formats.map((format, index) => format(row[index] ?? null))),
    keyColumns: identity,
    total: page.total,
    forgotten: page.forgotten,
  };
}

/** A table that has columns and no rows yet. */
export function emptyTable(columns: readonly ViewColumn[], place: Place): TableModel {
  return {
    columns: columns.slice(0, MOST_COLUMNS).map((column) => ({
      name: plainText(column.name),
      type: plainText(shortType(column.type)).slice(0, 120),
      align: isNumeric(shapeOf(column.type)) ? 'right' : 'left',
    })),
    hiddenColumns: Math.max(0, columns.length - MOST_COLUMNS),
    rows: [],
    keyColumns: [],
    offset: place.offset,
    limit: place.limit,
    total: 0,
    forgotten: 0,
    sort: place.sort,
    filter: place.filter,
  };
}
