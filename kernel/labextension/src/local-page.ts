import type { TableModel } from '../../views/protocol.ts';

/** A page of a table whose rows are all here: a static result or the snapshot in a file. */
export function localPage(model: TableModel, place: { readonly offset: number; readonly limit: number }): TableModel {
  const offset = Math.min(place.offset, Math.max(0, model.rows.length - 1));
  return {
    ...model,
    rows: model.rows.slice(offset, offset + place.limit),
    offset,
    limit: place.limit,
    total: model.rows.length,
  };
}
