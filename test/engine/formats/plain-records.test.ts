import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv } from '../../../connectors/files/formats/csv.ts';
import { Interner } from '../../../engine/columnar/interner.ts';
import { scalarRows } from '../../../engine/columnar/vector.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';

const SCHEMA = parseSchema(
  'a STRING, i INT, l BIGINT, d DOUBLE, b BOOLEAN, t DATE, m DECIMAL(10,2), w DECIMAL(30,4), z TIMESTAMP',
);

/** The rows of a CSV text, and how many were malformed. */
function decoded(text: string, options: Record<string, string>): { rows: unknown[]; malformed: number } {
  const decoder = csv.decoder(SCHEMA, { options, timeZone: 'UTC', interner: new Interner() });
  const metrics = { malformed: 0 };
  const request = { bytes: Buffer.from(text), first: true, origin: 'file', metrics, blockRows: 7 };
  const rows = [...decoder.decode(request)].flatMap((batch) => [...scalarRows(batch)]);
  return { rows, malformed: metrics.malformed };
}

const text = fc.oneof(
  fc.constantFrom('', 'a', 'ção', 'say ""hi""', '"q,1"', ' b ', '#c', 'NA', '🎉', '"'),
  fc.string({ maxLength: 5 }).map((s) => s.replace(/[\r\n]/g, '')),
);
const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true }).map(String),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
  fc.constantFrom(
    '',
    '-',
    '+1',
    '007',
    '-0',
    '1.',
    '.5',
    '1e3',
    '1.5d',
    ' 2',
    'NaN',
    'Inf',
    '999999999',
    '1234567890',
    '0.1',
    '123456789012345.6',
    'NA',
  ),
);
const line = fc.tuple(
  text,
  number,
  number,
  number,
  fc.constantFrom('true', 'FALSE', '', 'x'),
  fc.constantFrom('2026-01-02', '', '1/2/2026'),
  number,
  number,
  fc.constantFrom('2026-01-02T03:04:05.678Z', '2026-01-02 03:04:05', '2026-01-02', '', 'x'),
);
const lines = fc.array(
  fc.oneof({ arbitrary: line.map((l) => l.join(',')), weight: 9 }, fc.constantFrom('', ' ', 'a', 'a,1', ',,,,,,,,,,')),
  { maxLength: 30 },
);

/** A limit that no value reaches: with one every line is read with care. */
const CAREFUL = { maxCharsPerColumn: '100000' };

const OPTIONS: readonly Record<string, string>[] = [
  {},
  { nullValue: 'NA' },
  { comment: '#' },
  { mode: 'DROPMALFORMED' },
  { header: 'true' },
  { quote: "'" },
];

test.each(OPTIONS)(
  'lines read straight from their bytes are what the careful reader makes of them, with %o',
  (options) => {
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n', '\r'), (all, end) => {
        const whole = all.join(end);
        expect(decoded(whole, options)).toEqual(decoded(whole, { ...options, ...CAREFUL }));
      }),
      { numRuns: 200 },
    );
  },
);
