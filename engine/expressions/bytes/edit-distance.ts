import { characterEnd, isAscii } from './characters.ts';

/** Rows that calls share: nothing is made for a pair of short texts. */
let left = new Int32Array(64);
let right = new Int32Array(64);
let costs = new Int32Array(65);

/** Levenshtein's distance of two texts in characters; -1 when it is above the threshold. */
export function levenshtein(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
  threshold?: number,
): number {
  const distance = shortDistance(a, aStart, aEnd, b, bStart, bEnd) ?? longDistance(a, aStart, aEnd, b, bStart, bEnd);
  return threshold !== undefined && distance > threshold ? -1 : distance;
}

/** The distance by a table of all pairs of characters. */
function longDistance(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  if (aEnd - aStart > left.length) left = new Int32Array((aEnd - aStart) * 2);
  if (bEnd - bStart > right.length) right = new Int32Array((bEnd - bStart) * 2);
  if (costs.length <= right.length) costs = new Int32Array(right.length + 1);
  return distanceOf(characters(a, aStart, aEnd, left), characters(b, bStart, bEnd, right));
}

/** Writes each character as the number that its bytes are. @returns how many there are */
function characters(bytes: Uint8Array, start: number, end: number, into: Int32Array): number {
  let count = 0;
  for (let i = start; i < end;) {
    const next = characterEnd(bytes, i, end);
    let packed = bytes[i++]!;
    while (i < next) packed = (packed << 8) | bytes[i++]!;
    into[count++] = packed;
  }
  return count;
}

function distanceOf(rows: number, columns: number): number {
  for (let j = 0; j <= columns; j++) costs[j] = j;
  for (let i = 1; i <= rows; i++) {
    const character = left[i - 1]!;
    let diagonal = i - 1;
    let before = i;
    costs[0] = i;
    for (let j = 1; j <= columns; j++) {
      const above = costs[j]!;
      let cost = character === right[j - 1] ? diagonal : diagonal + 1;
      if (above + 1 < cost) cost = above + 1;
      if (before + 1 < cost) cost = before + 1;
      diagonal = above;
      before = cost;
      costs[j] = cost;
    }
  }
  return costs[columns]!;
}

/** Where each character of ASCII stands in the first text, a bit a place. */
const places = new Int32Array(128);

/**
 * The distance of texts of ASCII, the first of at most 32 characters, by Myers' bit vectors: a column of the table at
 * once, as its differences downwards (G. Myers, A Fast Bit-Vector Algorithm for Approximate String Matching, 1999).
 *
 * @returns null for other texts
 */
function shortDistance(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number | null {
  const size = aEnd - aStart;
  if (size > 32 || !isAscii(a, aStart, aEnd) || !isAscii(b, bStart, bEnd)) return null;
  if (size === 0) return bEnd - bStart;
  for (let i = aStart; i < aEnd; i++) places[a[i]!]! |= 1 << (i - aStart);
  const last = 1 << (size - 1);
  let [up, down, distance] = [-1, 0, size];
  for (let j = bStart; j < bEnd; j++) {
    const equal = places[b[j]!]!;
    const x = equal | down;
    const y = ((((equal & up) + up) | 0) ^ up) | equal;
    let right = down | ~(y | up);
    let less = up & y;
    if ((right & last) !== 0) distance++;
    if ((less & last) !== 0) distance--;
    right = (right << 1) | 1;
    less <<= 1;
    up = less | ~(x | right);
    down = right & x;
  }
  for (let i = aStart; i < aEnd; i++) places[a[i]!] = 0;
  return distance;
}
