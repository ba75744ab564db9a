import { daysFromCivil, daysInMonth } from '../../types/calendar.ts';
import { fixedPattern, type FixedField } from './fixed-fields.ts';

/** Years whose microseconds are exact as doubles. */
const [EARLIEST, LATEST] = [1700, 2200];

type Read = (b: Uint8Array, start: number, end: number) => number;

/**
 * A function from texts to microseconds of the wall clock; NaN stands for texts that need the general reader. Undefined
 * for patterns whose texts differ in length.
 */
export function fixedReader(pattern: string): Read | undefined {
  const fixed = fixedPattern(pattern);
  if (fixed === undefined) return undefined;
  const { length, fields, marks } = fixed;
  const wrong = [`end - start !== ${length}`, ...marks.map(({ at, byte }) => `b[start + ${at}] !== ${byte}`)];
  const value = (letter: string, missing: string): string => {
    const field = fields.find((f) => f.letter === letter);
    return field === undefined ? missing : `n${field.at}`;
  };
  const source = [
    `'use strict';`,
    `if (${wrong.join(' || ')}) return NaN;`,
    ...fields.map(readField),
    `return micros(${value('y', '1970')}, ${value('M', '1')}, ${value('d', '1')}, ${value('H', '0')}, ${value('m', '0')}, ${value('s', '0')}, ${value('S', '0')});`,
  ].join('\n');
  const read = new Function('micros', 'b', 'start', 'end', source) as (
    micros: typeof microsOf,
    ...rest: Parameters<Read>
  ) => number;
  return (b, start, end) => read(microsOf, b, start, end);
}

/** Statements that read a number of digits, of a fraction the first six. */
function readField({ letter, at, width }: FixedField): string {
  const lines: string[] = [];
  const digits: string[] = [];
  for (let k = 0; k < width; k++) {
    const name = `d${at + k}`;
    lines.push(`const ${name} = b[start + ${at + k}] - 48; if (!(${name} >= 0 && ${name} <= 9)) return NaN;`);
    const unit = 10 ** ((letter === 'S' ? 6 : width) - 1 - k);
    if (unit >= 1) digits.push(`${name} * ${unit}`);
  }
  return `${lines.join('\n')}\nconst n${at} = ${digits.join(' + ')};`;
}

function microsOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fraction: number,
): number {
  if (year < EARLIEST || year >= LATEST || month < 1 || month > 12 || day < 1) return NaN;
  if ((day > 28 && day > daysInMonth(year, month)) || hour > 23 || minute > 59 || second > 59) return NaN;
  return (daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * 1e6 + fraction;
}
