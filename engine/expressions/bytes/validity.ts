import { isUtf8 } from 'node:buffer';
import { isAscii } from './characters.ts';

/** Whether bytes are UTF-8. */
export const isValidUtf8 = (bytes: Uint8Array, start: number, end: number): boolean =>
  isAscii(bytes, start, end) || isUtf8(bytes.subarray(start, end));
