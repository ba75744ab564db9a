import type { StateMultiMap } from '../../state/state-multi-map.ts';
import type { OrderedRows } from './session-rows.ts';

/** Sessions of a batch, each made of parts in the order of their starts. */
export interface MergedSessions {
  /** By ordered row: the run of rows it belongs to; runs are numbered as they begin. */
  readonly runs: Int32Array;
  /** By session: the row of its key in the table of keys. */
  readonly keyRows: readonly number[];
  readonly starts: readonly bigint[];
  readonly ends: readonly bigint[];
  /** By session: what is folded into it, one after the other: a run of rows, or `-1 - place` for one of the state. */
  readonly parts: readonly (readonly number[])[];
}

/** A session of the state stands among the parts by its place. */
export const placeOf = (part: number): number => -1 - part;

/**
 * Merges the rows of a batch, and the sessions of the state that they touch, into sessions: `[start, end)` of one key that
 * overlap or touch are one.
 *
 * @param state rows of start, end and more under each key
 */
export function mergedSessions({ keyRows, starts, ends }: OrderedRows, state: StateMultiMap): MergedSessions {
  const merged = new Merging();
  const runs = new Int32Array(starts.length);
  for (let first = 0; first < starts.length;) {
    const keyRow = keyRows[first]!;
    const held = heldSessions(state, keyRow);
    let at = 0;
    let row = first;
    while (row < starts.length && keyRows[row] === keyRow) {
      const next = held[at];
      if (next !== undefined && next.start <= starts[row]!) {
        merged.addHeld(keyRow, next);
        at++;
      } else runs[row] = merged.addRow(keyRow, starts[row]!, ends[row++]!);
    }
    for (; at < held.length && merged.touches(held[at]!); at++) merged.addHeld(keyRow, held[at]!);
    merged.close();
    first = row;
  }
  return { runs, ...merged };
}

interface HeldSession {
  readonly place: number;
  readonly start: bigint;
  readonly end: bigint;
}

function heldSessions(state: StateMultiMap, keyRow: number): HeldSession[] {
  const [start, end] = state.values.map(({ data }) => data) as [BigInt64Array, BigInt64Array];
  const held: HeldSession[] = [];
  for (let place = state.first(keyRow); place >= 0; place = state.next[place]!) {
    held.push({ place, start: start[place]!, end: end[place]! });
  }
  return held.sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** Sessions in the making: what comes next belongs to the last one as long as it touches it. */
class Merging {
  readonly keyRows: number[] = [];
  readonly starts: bigint[] = [];
  readonly ends: bigint[] = [];
  readonly parts: number[][] = [];
  private run = -1;
  private isOpen = false;
  /** Whether the last part of the open session is a run of rows. */
  private inRun = false;

  /** @returns the run that the row belongs to */
  addRow(keyRow: number, start: bigint, end: bigint): number {
    this.open(keyRow, start, end);
    if (!this.inRun) this.parts.at(-1)!.push(++this.run);
    this.inRun = true;
    return this.run;
  }

  addHeld(keyRow: number, { place, start, end }: HeldSession): void {
    this.open(keyRow, start, end);
    this.parts.at(-1)!.push(placeOf(place));
    this.inRun = false;
  }

  touches({ start }: HeldSession): boolean {
    return this.isOpen && start <= this.ends.at(-1)!;
  }

  /** The key has no more; a session of the state that nothing was added to stays as it is. */
  close(): void {
    const parts = this.parts.at(-1);
    if (this.isOpen && parts!.length === 1 && parts![0]! < 0) {
      for (const list of [this.keyRows, this.starts, this.ends, this.parts]) list.pop();
    }
    this.isOpen = false;
    this.inRun = false;
  }

  private open(keyRow: number, start: bigint, end: bigint): void {
    const last = this.ends.length - 1;
    if (this.isOpen && start <= this.ends[last]!) {
      if (end > this.ends[last]!) this.ends[last] = end;
      return;
    }
    this.close();
    this.isOpen = true;
    this.keyRows.push(keyRow);
    this.starts.push(start);
    this.ends.push(end);
    this.parts.push([]);
  }
}
