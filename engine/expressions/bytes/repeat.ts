import type { TextScratch } from '../../columnar/text-scratch.ts';
import { checkTextSize } from '../result-size.ts';
import { characterEnd } from './characters.ts';

export function repeatText(out: TextScratch, bytes: Uint8Array, start: number, end: number, times: number): void {
  checkTextSize((end - start) * times, 'repeat');
  for (let i = 0; i < times; i++) out.putBytes(bytes, start, end);
}

export function spaces(out: TextScratch, count: number): void {
  if (count <= 0) return;
  checkTextSize(count, 'space');
  out.reserve(count);
  out.arena.fill(32, out.at, out.at + count);
  out.at += count;
}

/** The characters in reverse order. */
export function reverseText(out: TextScratch, bytes: Uint8Array, start: number, end: number): void {
  out.reserve(end - start);
  const { arena } = out;
  let at = out.at + (end - start);
  for (let i = start; i < end;) {
    const next = characterEnd(bytes, i, end);
    at -= next - i;
    for (let k = i; k < next; k++) arena[at + k - i] = bytes[k]!;
    i = next;
  }
  out.at += end - start;
}

export function reverseBinary(out: TextScratch, bytes: Uint8Array, start: number, end: number): void {
  out.reserve(end - start);
  const { arena } = out;
  for (let i = end; i > start;) arena[out.at++] = bytes[--i]!;
}
