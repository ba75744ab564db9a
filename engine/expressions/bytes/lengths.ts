import { countCharacters } from './characters.ts';

export const characterLength = (bytes: Uint8Array, start: number, end: number): number =>
  countCharacters(bytes, start, end);

export const byteLength = (_: Uint8Array, start: number, end: number): number => end - start;

export const bitLength = (_: Uint8Array, start: number, end: number): number => 8 * (end - start);
