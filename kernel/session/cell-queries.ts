/** Which queries each cell started, so that running or deleting the cell can stop them. */
export interface CellQueries {
  own(cellId: string, queryId: string): void;
  /** Takes the queries of a cell: they are the caller's to stop. */
  take(cellId: string): readonly string[];
  clear(): void;
}

export function createCellQueries(): CellQueries {
  const queries = new Map<string, string[]>();
  return {
    own: (cellId, queryId) => void queries.set(cellId, [...(queries.get(cellId) ?? []), queryId]),
    take(cellId) {
      const taken = queries.get(cellId) ?? [];
      queries.delete(cellId);
      return taken;
    },
    clear: () => queries.clear(),
  };
}
