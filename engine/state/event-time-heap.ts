/**
 * Rows by event time, for rows that keep their places: what is due is found in time that is proportional to its number,
 * a row comes and goes in the logarithm of all, and one that comes in order of time at once.
 */
export class EventTimeHeap {
  private readonly timeOf: (row: number) => number;
  /** No row is later than those at twice its place and one or two more. */
  private heap = new Int32Array(64);
  /** By row: its place in the heap and one more, 0 when it is not there. */
  private places = new Int32Array(64);
  private count = 0;

  /** @param timeOf of a row that is held; it stays as it is until the row leaves */
  constructor(timeOf: (row: number) => number) {
    this.timeOf = timeOf;
  }

  has(row: number): boolean {
    return row < this.places.length && this.places[row] !== 0;
  }

  add(row: number): void {
    if (row >= this.places.length) this.places = widened(this.places, row + 1);
    if (this.count === this.heap.length) this.heap = widened(this.heap, this.count + 1);
    this.rise(this.count++, row);
  }

  remove(row: number): void {
    if (!this.has(row)) return;
    const place = this.places[row]! - 1;
    this.places[row] = 0;
    const last = this.heap[--this.count]!;
    if (last === row) return;
    if (place > 0 && this.timeOf(last) < this.timeOf(this.heap[(place - 1) >> 1]!)) this.rise(place, last);
    else this.sink(place, last);
  }

  /** The rows at or before a time, ascending. */
  due(time: number): Int32Array {
    const found: number[] = [];
    const open = [0];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (place >= this.count || this.timeOf(this.heap[place]!) > time) continue;
      found.push(this.heap[place]!);
      open.push(2 * place + 1, 2 * place + 2);
    }
    return Int32Array.from(found).sort();
  }

  /** The earliest time, `Infinity` when there is none. */
  get earliest(): number {
    return this.count === 0 ? Infinity : this.timeOf(this.heap[0]!);
  }

  clear(): void {
    this.count = 0;
    this.places.fill(0);
  }

  get bytes(): number {
    return this.heap.byteLength + this.places.byteLength;
  }

  private rise(from: number, row: number): void {
    const time = this.timeOf(row);
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (this.timeOf(this.heap[above]!) <= time) break;
      this.put(place, this.heap[above]!);
      place = above;
    }
    this.put(place, row);
  }

  private sink(from: number, row: number): void {
    const time = this.timeOf(row);
    let place = from;
    for (let below = 2 * place + 1; below < this.count; below = 2 * place + 1) {
      const other = below + 1;
      if (other < this.count && this.timeOf(this.heap[other]!) < this.timeOf(this.heap[below]!)) below = other;
      if (this.timeOf(this.heap[below]!) >= time) break;
      this.put(place, this.heap[below]!);
      place = below;
    }
    this.put(place, row);
  }

  private put(place: number, row: number): void {
    this.heap[place] = row;
    this.places[row] = place + 1;
  }
}

function widened(array: Int32Array<ArrayBuffer>, wanted: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(Math.max(wanted, array.length * 2));
  wider.set(array);
  return wider;
}
