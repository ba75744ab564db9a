import { doubleOfWords } from '../types/exact-long.ts';
import type { StateColumn } from './state-column.ts';

/** Stores a time, microseconds, in a nullable column of 64-bit integers; NaN is none. */
export function setTime({ words, valid }: StateColumn, place: number, micros: number): void {
  valid![place] = Number.isNaN(micros) ? 0 : 1;
  words![2 * place] = micros;
  words![2 * place + 1] = Math.floor(micros / 4294967296);
}

/** The time at a place, NaN where there is none. */
export const timeAt = ({ words, valid }: StateColumn, place: number): number =>
  valid![place] === 0 ? NaN : doubleOfWords(words![2 * place]!, words![2 * place + 1]!);
