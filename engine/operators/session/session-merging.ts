import type { StateMultiMap } from '../../state/state-multi-map.ts';
import { isAtMost } from '../../types/long-order.ts';
import type { OrderedRows } from './ordered-rows.ts';

/**
 * Sessions of a batch, each made of parts in the order of their starts. What is folded into them lies elsewhere, and so do
 * their times: of a part that is not of the batch but of the state, `heldAt` of its place stands.
 */
export interface MergedSessions {
  /** By ordered row: the run of rows it belongs to; runs are numbered as they begin. */
  readonly runs: Int32Array;
  /** By session: the row of its key in the table of keys. */
  readonly keyRows: readonly number[];
  /** By session: the row, or the session of the state, that it starts with. */
  readonly starts: readonly number[];
  /** By session: the row, or the session of the state, that it ends with. */
  readonly ends: readonly number[];
  /** Of one session after the other: what is folded into it, runs of rows and sessions of the state. */
  readonly parts: readonly number[];
  /** By session: the place behind its parts. */
  readonly behind: readonly number[];
}

/** How a session of the state stands among rows or runs, and back. */
export const heldAt = (place: number): number => -1 - place;

/**
 * Merges the rows of a batch, and the sessions of the state that they touch, into sessions: `[start, end)` of one key that
 * overlap or touch are one.
 *
 * @param state rows of start, end and more under each key
 */
export function mergedSessions(rows: OrderedRows, state: StateMultiMap): MergedSessions {
  const { keyRows } = rows;
  const [starts, ends] = state.values.map(({ words }) => words!) as [Int32Array, Int32Array];
  const merged = new Merging(rows, { starts, ends });
  const runs = new Int32Array(keyRows.length);
  for (let first = 0; first < keyRows.length;) {
    const keyRow = keyRows[first]!;
    const held = heldSessions(state, keyRow, starts);
    let at = 0;
    let row = first;
    while (row < keyRows.length && keyRows[row] === keyRow) {
      if (at < held.length && isAtMost(starts, held[at]!, rows.starts, row)) merged.addHeld(keyRow, held[at++]!);
      else runs[row] = merged.addRow(keyRow, row++);
    }
    for (; at < held.length && merged.touches(heldAt(held[at]!)); at++) merged.addHeld(keyRow, held[at]!);
    merged.close();
    first = row;
  }
  return { runs, ...merged.sessions };
}

/** The places of a key's sessions, by their starts. */
function heldSessions(state: StateMultiMap, keyRow: number, starts: Int32Array): number[] {
  const held: number[] = [];
  for (let place = state.first(keyRow); place >= 0; place = state.next[place]!) held.push(place);
  return held.length < 2 ? held : held.sort((a, b) => (isAtMost(starts, a, starts, b) ? -1 : 1));
}

/** Times as the words of 64-bit integers, microseconds. */
interface Times {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Sessions in the making: what comes next belongs to the last one as long as it touches it. */
class Merging {
  readonly sessions = {
    keyRows: [] as number[],
    starts: [] as number[],
    ends: [] as number[],
    parts: [] as number[],
    behind: [] as number[],
  };
  private readonly rows: Times;
  private readonly held: Times;
  private run = -1;
  private isOpen = false;
  /** Whether the last part of the open session is a run of rows. */
  private inRun = false;

  constructor(rows: Times, held: Times) {
    this.rows = rows;
    this.held = held;
  }

  /** @returns the run that the row belongs to */
  addRow(keyRow: number, row: number): number {
    this.open(keyRow, row);
    if (!this.inRun) this.sessions.parts.push(++this.run);
    this.inRun = true;
    return this.run;
  }

  addHeld(keyRow: number, place: number): void {
    this.open(keyRow, heldAt(place));
    this.sessions.parts.push(heldAt(place));
    this.inRun = false;
  }

  touches(at: number): boolean {
    if (!this.isOpen) return false;
    const end = this.sessions.ends.at(-1)!;
    return isAtMost(this.timesOf(at).starts, placeOf(at), this.timesOf(end).ends, placeOf(end));
  }

  /** The key has no more; a session of the state that nothing was added to stays as it is. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.inRun = false;
    const { keyRows, starts, ends, parts, behind } = this.sessions;
    const first = behind.at(-1) ?? 0;
    if (parts.length > first + 1 || parts[first]! >= 0) behind.push(parts.length);
    else for (const list of [keyRows, starts, ends, parts]) list.pop();
  }

  private open(keyRow: number, at: number): void {
    const { keyRows, starts, ends } = this.sessions;
    if (this.touches(at)) {
      const end = ends.at(-1)!;
      if (!isAtMost(this.timesOf(at).ends, placeOf(at), this.timesOf(end).ends, placeOf(end))) {
        ends[ends.length - 1] = at;
      }
      return;
    }
    this.close();
    this.isOpen = true;
    keyRows.push(keyRow);
    starts.push(at);
    ends.push(at);
  }

  private timesOf(at: number): Times {
    return at < 0 ? this.held : this.rows;
  }
}

/** Where the times of a row, or of a session of the state, lie. */
const placeOf = (at: number): number => (at < 0 ? heldAt(at) : at);
