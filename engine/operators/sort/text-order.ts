import type { TextVector } from '../../columnar/vector.ts';
import { compareRanges } from '../../types/byte-ranges.ts';
import { OrderBits } from './order-bits.ts';
import { radixSort } from './radix-sort.ts';

/** Fewer texts than that are put in order by comparing them. */
const FEW = 24;
const BYTES_AT_ONCE = 8;

/**
 * Puts rows in the order of their texts' bytes, eight bytes at a time behind what all have in common; equal rows keep
 * their order. No row is null.
 */
export function orderTexts(rows: Int32Array<ArrayBuffer>, vector: TextVector, descending: boolean): void {
  new TextSorter(rows, vector, descending).sort(0, rows.length, 0);
}

class TextSorter {
  private readonly rows: Int32Array<ArrayBuffer>;
  private readonly ids: Int32Array;
  private readonly arena: Uint8Array;
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly descending: boolean;

  constructor(rows: Int32Array<ArrayBuffer>, { data, texts }: TextVector, descending: boolean) {
    this.rows = rows;
    this.ids = data;
    this.arena = texts.arena;
    this.starts = texts.starts;
    this.ends = texts.ends;
    this.descending = descending;
  }

  /** Rows [from, to) have their first `depth` bytes in common. */
  sort(from: number, to: number, depth: number): void {
    if (to - from <= FEW) {
      this.insert(from, to);
      return;
    }
    const at = depth + this.common(from, to, depth);
    const bits = this.bitsAt(from, to, at);
    if (bits === null) {
      this.sortByLength(from, to);
      return;
    }
    if (this.descending) bits.complement();
    const sorted = radixSort(this.rows.slice(from, to), bits);
    this.rows.set(sorted.rows, from);
    const { high, low } = sorted;
    const n = to - from;
    for (let i = 0; i < n;) {
      let end = i + 1;
      while (end < n && high[end] === high[i] && low[end] === low[i]) end++;
      if (end - i > 1) this.sort(from + i, from + end, at + BYTES_AT_ONCE);
      i = end;
    }
  }

  /** How many bytes behind `depth` all texts share. */
  private common(from: number, to: number, depth: number): number {
    const { rows, ids, arena, starts, ends } = this;
    const first = ids[rows[from]!]!;
    const start = starts[first]! + depth;
    let shared = Math.max(0, ends[first]! - start);
    for (let i = from + 1; i < to && shared > 0; i++) {
      const id = ids[rows[i]!]!;
      if (id === first) continue;
      const own = starts[id]! + depth;
      const most = Math.min(shared, Math.max(0, ends[id]! - own));
      let same = 0;
      while (same < most && arena[start + same] === arena[own + same]) same++;
      shared = same;
    }
    return shared;
  }

  /** The next eight bytes of each text, zeros behind its end; null when all have ended. */
  private bitsAt(from: number, to: number, at: number): OrderBits | null {
    const { rows, ids, arena, starts, ends } = this;
    const bits = new OrderBits(to - from);
    let more = false;
    for (let i = from; i < to; i++) {
      const id = ids[rows[i]!]!;
      const start = starts[id]! + at;
      const left = ends[id]! - start;
      if (left <= 0) continue;
      more = true;
      let [high, low] = [0, 0];
      for (let k = 0; k < 4; k++) high = (high << 8) | (k < left ? arena[start + k]! : 0);
      for (let k = 4; k < 8; k++) low = (low << 8) | (k < left ? arena[start + k]! : 0);
      bits.high[i - from] = high;
      bits.low[i - from] = low;
    }
    return more ? bits : null;
  }

  /** Texts that differ in zeros at their end only. */
  private sortByLength(from: number, to: number): void {
    const { rows, ids, starts, ends } = this;
    const sign = this.descending ? -1 : 1;
    const lengthOf = (row: number): number => ends[ids[row]!]! - starts[ids[row]!]!;
    const first = lengthOf(rows[from]!);
    const part = rows.subarray(from, to);
    if (part.every((row) => lengthOf(row) === first)) return;
    rows.set(
      [...part].sort((a, b) => sign * (lengthOf(a) - lengthOf(b))),
      from,
    );
  }

  private insert(from: number, to: number): void {
    const { rows, descending } = this;
    for (let i = from + 1; i < to; i++) {
      const row = rows[i]!;
      let at = i;
      for (; at > from; at--) {
        const order = this.compare(rows[at - 1]!, row);
        if (descending ? order >= 0 : order <= 0) break;
        rows[at] = rows[at - 1]!;
      }
      rows[at] = row;
    }
  }

  private compare(a: number, b: number): number {
    const { ids, arena, starts, ends } = this;
    const [x, y] = [ids[a]!, ids[b]!];
    return x === y ? 0 : compareRanges(arena, starts[x]!, ends[x]!, arena, starts[y]!, ends[y]!);
  }
}
