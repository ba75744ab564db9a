import type { DataType } from '../../types/data-type.ts';
import { trimBlanks } from '../../types/parse-date-time.ts';
import type { CastFailure } from './cast-failure.ts';
import type { Convert } from './convert.ts';

const TRUE: ReadonlySet<string> = new Set(['t', 'true', 'y', 'yes', '1']);
const FALSE: ReadonlySet<string> = new Set(['f', 'false', 'n', 'no', '0']);

export function toBoolean(from: DataType, failure: CastFailure): Convert | undefined {
  switch (from.kind) {
    case 'string':
      return (text: string) => {
        const word = trimBlanks(text).toLowerCase();
        return TRUE.has(word) ? true : FALSE.has(word) ? false : failure.malformed(text);
      };
    case 'byte':
    case 'short':
    case 'integer':
    case 'float':
    case 'double':
      return (n: number) => n !== 0;
    case 'long':
    case 'decimal':
      return (n: bigint) => n !== 0n;
    default:
      return undefined;
  }
}
