/** Rows of a table in the order in which they were added, each at most once; found, added and taken out in constant time. */
export class RowList {
  private rows = new Int32Array(0);
  /** By row: where it stands in `rows`, if it stands there. */
  private places = new Int32Array(0);
  private end = 0;
  /** Rows in the list. */
  count = 0;

  has(row: number): boolean {
    const place = this.places[row];
    return place !== undefined && place < this.end && this.rows[place] === row;
  }

  add(row: number): void {
    if (this.has(row)) return;
    if (row >= this.places.length) this.places = widened(this.places, row + 1);
    if (this.end === this.rows.length) this.rows = widened(this.rows, this.end + 1);
    this.places[row] = this.end;
    this.rows[this.end++] = row;
    this.count++;
  }

  delete(row: number): void {
    if (!this.has(row)) return;
    this.rows[this.places[row]!] = GONE;
    this.count--;
  }

  clear(): void {
    this.end = 0;
    this.count = 0;
  }

  /** A copy of the list. */
  all(): Int32Array {
    return this.rows.subarray(0, this.end).filter((row) => row !== GONE);
  }

  get bytes(): number {
    return this.rows.byteLength + this.places.byteLength;
  }
}

const GONE = -1;

function widened(array: Int32Array<ArrayBuffer>, wanted: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(Math.max(64, wanted, array.length * 2));
  wider.set(array);
  return wider;
}
