/** What came of trying a kind of fault: everything but `tries` must be 0. */
export interface FaultCounts {
  tries: number;
  /** Rows that are missing. */
  lost: number;
  /** Rows that are there more than once. */
  doubled: number;
  /** Tries that ended with another answer and without an error. */
  wrong: number;
  /** Tries that did not end. */
  hung: number;
  /** Errors that do not name the file, the owner or the address that they are about. */
  unclear: number;
}

export const noFaults = (): FaultCounts => ({ tries: 0, lost: 0, doubled: 0, wrong: 0, hung: 0, unclear: 0 });

/** Counts how rows differ from those that a run without faults gives. */
export function countRows(counts: FaultCounts, rows: readonly string[], expected: readonly string[]): boolean {
  const left = new Map<string, number>();
  for (const row of expected) left.set(row, (left.get(row) ?? 0) + 1);
  let strange = 0;
  for (const row of rows) {
    const n = left.get(row) ?? 0;
    if (n === 0) strange++;
    else left.set(row, n - 1);
  }
  const lost = [...left.values()].reduce((a, b) => a + b, 0);
  counts.lost += lost;
  counts.doubled += strange;
  if (lost + strange > 0) counts.wrong++;
  return lost + strange === 0;
}

/** Whether a promise ended within a time; the time is what makes "hung" a count instead of a test that never ends. */
export async function endsWithin<T>(ms: number, work: Promise<T>): Promise<{ readonly value: T } | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([work.then((value) => ({ value })), late]);
  } finally {
    clearTimeout(timer);
  }
}
