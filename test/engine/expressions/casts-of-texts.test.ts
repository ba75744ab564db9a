import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { castCode, castKernel } from '../../../engine/expressions/casts/cast-code.ts';
import type { BytesCode } from '../../../engine/expressions/define-function.ts';
import { STRING, type DataType } from '../../../engine/types/data-type.ts';
import { integerAt } from '../../../engine/types/int128.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import { outcome } from './outcome.ts';

const parseDataType = (sql: string): DataType => parseSchema(`x ${sql}`).fields[0]!.type;

/** The cast of bytes, as its code does it. */
function reader(
  to: DataType,
  mode: 'ansi' | 'try',
  zone: string,
): (source: Uint8Array, start: number, end: number) => unknown {
  const { gives, kernel } = castCode(STRING, to, mode, zone) as BytesCode;
  if (gives === 'value') return kernel as never;
  const store = kernel as unknown as (out: Int32Array, source: Uint8Array, start: number, end: number) => boolean;
  const out = new Int32Array(4).fill(-7);
  return (source, start, end) => (store(out, source, start, end) ? integerAt(out, 0) : null);
}

function sameAsText(to: DataType, texts: fc.Arbitrary<string>, zone = 'UTC'): void {
  for (const mode of ['ansi', 'try'] as const) {
    const convert = castKernel(STRING, to, mode, zone) as (text: string) => unknown;
    const read = reader(to, mode, zone);
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = Buffer.from(`<${text}>`);
        expect(outcome(() => read(bytes, 1, bytes.length - 1))).toEqual(outcome(() => convert(text)));
      }),
      { numRuns: 2000 },
    );
  }
}

const sign = fc.constantFrom('', '', '', '-', '+', '--', ' ', ' -');
const digits = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 31 }).map(String),
  fc.bigInt(0n, 2n ** 66n).map(String),
  fc.constantFrom('', '0', '00', '127', '128', '129', '32767', '32768', '32769', '2147483647', '2147483648', '2147483649', '999999999999999', '9007199254740993', '9223372036854775807', '9223372036854775808', '٣'),
); // prettier-ignore
const tail = fc.constantFrom(
  '',
  '',
  '',
  '',
  ' ',
  '\n',
  '.',
  '.0',
  '.5',
  '.50',
  '.999',
  '.005',
  '.125000',
  'e3',
  'E-2',
  'd',
  'x',
  '\u0000',
  'é',
  '.5.5',
);
const numbers = fc.oneof(
  fc.tuple(sign, digits, tail).map((parts) => parts.join('')),
  fc.tuple(sign, fc.integer({ min: 0, max: 99999 }), fc.integer({ min: 0, max: 999999 })).map(([s, w, f]) => `${s}${w}.${f}`),
  fc.double().map(String),
  fc.string({ maxLength: 5 }),
  fc.constantFrom('NaN', 'inf', '-Infinity', '.', '-', '', '.5', '-.5', '5.', 'true', 'TRUE', 'false', 'f', 'no', 'trues', ' true '),
); // prettier-ignore

describe('numbers and truth', () => {
  test.each([
    'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'BOOLEAN', 'DECIMAL(1,0)', 'DECIMAL(10,2)',
    'DECIMAL(18,6)', 'DECIMAL(38,0)', 'DECIMAL(38,18)', 'DECIMAL(5,5)',
  ])('%s', (type) => sameAsText(parseDataType(type), numbers)); // prettier-ignore
});

const padded = (n: number, width: number): string => String(n).padStart(width, '0');
const date = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(1, 4, 1582, 1699, 1700, 1900, 2000, 2199, 2200)),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
    fc.constantFrom(4, 4, 4, 5, 2),
    fc.constantFrom(2, 2, 2, 1),
  )
  .map(([y, m, d, years, width]) => `${padded(y, years)}-${padded(m, width)}-${padded(d, width)}`);
const clock = fc
  .tuple(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }))
  .map(([h, m, s]) => `${padded(h, 2)}:${padded(m, 2)}:${padded(s, 2)}`);
const behind = fc.constantFrom(
  '',
  '',
  '',
  'Z',
  '.1',
  '.123',
  '.123456',
  '.1234567',
  '.',
  '.12Z',
  ' ',
  '+02:00',
  ' UTC',
  ' Europe/Lisbon',
  'x',
  'z',
  '.1x',
);
const times = fc.oneof(
  fc.tuple(date, fc.constantFrom(' ', 'T', '', 't', '  '), fc.oneof(clock, fc.constant('')), behind).map((parts) => parts.join('')),
  date,
  fc.constantFrom('2024-02-29', '2023-02-29', '2024-03-31 01:30:00', '2024-10-27 01:30:00', '2024-03-10 02:30:00', '2024-11-03 01:30:00', '1582-10-10', 'x', ''),
); // prettier-ignore

describe('dates and times', () => {
  test('DATE', () => sameAsText(parseDataType('DATE'), times));
  test('TIMESTAMP_NTZ', () => sameAsText(parseDataType('TIMESTAMP_NTZ'), times));
  test.each(['UTC', '-03:30', 'Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe'])('TIMESTAMP in %s', (zone) =>
    sameAsText(parseDataType('TIMESTAMP'), times, zone),
  );
});
