import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Interner } from '../../../../engine/columnar/interner.ts';
import { scalarRows } from '../../../../engine/columnar/vector.ts';
import { JsonLinesDecoder } from '../../../../engine/formats/json/json-lines-decoder.ts';
import { jsonRowsReader } from '../../../../engine/formats/json/read-json.ts';
import { TextOptions } from '../../../../engine/formats/text-options.ts';
import { parseSchema } from '../../../../engine/types/ddl.ts';

/** Lines of one shape are read by a matcher, of which each value must be what the careful reader makes of it. */
const SCHEMA = parseSchema('l BIGINT, m DECIMAL(10,2), n DECIMAL(18,0), w DECIMAL(30,4), s DECIMAL(38,10)');
const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 9999 })).map(([w, f]) => `${w}.${f}`),
  fc.bigInt(-(2n ** 64n), 2n ** 64n).map(String),
  fc.bigInt(-(10n ** 40n), 10n ** 40n).map(String),
  fc.constantFrom('0', '-0', '0.5', '-0.05', '1.005', '9223372036854775807', '-9223372036854775808', '9223372036854775808', '999999999999999', '9007199254740993', '99999999.99', '99999999.995', '1e3', '1.5E-2', '007', '1.', '-', '.5', '+1', 'null', '"1"', '123456789012345678.1234', '99999999999999999999999999.9999'),
); // prettier-ignore
const quoted = fc.oneof(
  number.filter((n) => !n.includes('"')),
  fc.constantFrom('', ' 1', '1 ', '1,5', '+1.5', '.5', '5.', '.', '1-2', 'x', '1\\u0030'),
);
const line = fc
  .tuple(number, number, number, number, quoted)
  .map(([l, m, n, w, s]) => `{"l": ${l}, "m": ${m}, "n":${n},"w":${w},"s":"${s}"}`);

test('lines read by matchers are what the careful reader makes of them', () => {
  const options = new TextOptions([]);
  const careful = jsonRowsReader(SCHEMA, options, 'UTC');
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
      const decoder = new JsonLinesDecoder(SCHEMA, options, 'UTC', new Interner());
      // The last lines of all are read with care.
      const text = ['{"l": 1, "m": 1, "n":1,"w":1,"s":"1"}', ...lines, ' '.repeat(200)].join('\n');
      const rows = [...decoder.decode(Buffer.from(text), 7, 'file')].flatMap((batch) => [...scalarRows(batch)]);
      expect(decoder.sources().length).toBeGreaterThan(0);
      expect(rows.slice(1)).toEqual(lines.flatMap((each) => [...careful(each).rows]));
    }),
    { numRuns: 500 },
  );
});
