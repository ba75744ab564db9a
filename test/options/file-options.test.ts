import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sinks, sources } from '../../connectors/index.ts';
import type { DataFrame, Row } from '../../index.ts';
import { inlineSession, type InlineSession } from '../stream/inline-session.ts';

let inline: InlineSession;
let folder: string;
beforeAll(async () => {
  inline = await inlineSession();
  folder = mkdtempSync(join(tmpdir(), 'millrace-options-'));
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

type Options = Readonly<Record<string, string>>;
type Format = 'json' | 'csv' | 'text';

/** Times as `show()` prints them. */
const text = (value: unknown): string =>
  value === null ? 'NULL' : String(value).replace(/^([\d-]{10})T([\d:]{8})(\.0+Z)?$/, '$1 $2');
const rowsOf = (rows: readonly Row[]): string => rows.map((row) => Object.values(row).map(text).join(' ')).join('; ');
const outcome = async (df: DataFrame): Promise<string> => {
  try {
    return rowsOf(await df.collect());
  } catch (error) {
    return (error as { condition: string }).condition;
  }
};

let places = 0;
/** Files by their names, changed a second after each other. */
function place(files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = join(folder, String(++places));
  Object.entries(files).forEach(([name, content], i) => {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    utimesSync(file, i + 1, i + 1);
  });
  return path;
}

/** What is read without and with an option; `schema` null is found. A name in capitals is the condition of an error. */
interface Reading {
  readonly files: string | Readonly<Record<string, string | Uint8Array>>;
  readonly schema: string | null;
  readonly value: string;
  readonly without: string;
  readonly with: string;
  readonly beside?: Options;
  /** Below the folder of the files. */
  readonly path?: string;
}
const reading = (
  files: Reading['files'],
  schema: string | null,
  value: string,
  without: string,
  with_: string,
  more: Pick<Reading, 'beside' | 'path'> = {},
): Reading => ({ files, schema, value, without, with: with_, ...more });

/** Of all formats; the files hold one `1` or one `2`. */
const listing = (file: (n: number) => string | Uint8Array, schema: string | null): Record<string, Reading> => ({
  recursiveFileLookup: reading({ a: file(1), 'b/c': file(2) }, schema, 'true', '1', '1; 2'),
  basePath: reading({ 'p=7/a': file(1) }, schema, 'BASE', '1', '1 7', { path: 'p=7' }),
  pathGlobFilter: reading({ a: file(1), b: file(2) }, schema, 'b*', '1; 2', '2'),
  modifiedBefore: reading({ a: file(1), b: file(2) }, schema, '1970-01-01T00:00:02', '1; 2', '1'),
  modifiedAfter: reading({ a: file(1), b: file(2) }, schema, '1970-01-01T00:00:01', '1; 2', '2'),
  ignoreCorruptFiles: reading(
    { a: file(1), 'b.gz': gzipSync(file(2)).subarray(0, 8) },
    schema,
    'true',
    'FAILED_READ_FILE.NO_HINT',
    '1',
  ),
});

const json = (
  content: string,
  schema: string | null,
  value: string,
  without: string,
  with_: string,
  beside?: Options,
): Reading => reading(content, schema, value, without, with_, beside === undefined ? {} : { beside });

const READ: Readonly<Record<Format, Readonly<Record<string, Reading>>>> = {
  json: {
    ...listing((n) => `{"a":${n}}`, 'a INT'),
    mode: json('{"a":1}\n{"a":"x"}', 'a INT', 'DROPMALFORMED', '1; NULL', '1'),
    columnNameOfCorruptRecord: json('{"a":"x"}', 'a INT, c STRING', 'c', 'NULL NULL', 'NULL {"a":"x"}'),
    dateFormat: json('{"a":"31/01/2024"}', 'a DATE', 'dd/MM/yyyy', 'NULL', '2024-01-31'),
    timestampFormat: json('{"a":"31/01/2024"}', 'a TIMESTAMP', 'dd/MM/yyyy', 'NULL', '2024-01-31 00:00:00'),
    timestampNTZFormat: json('{"a":"31/01/2024"}', 'a TIMESTAMP_NTZ', 'dd/MM/yyyy', 'NULL', '2024-01-31 00:00:00'),
    timeZone: json('{"a":"2024-07-01 00:00:00"}', 'a TIMESTAMP', 'Europe/Lisbon', '2024-07-01 00:00:00', '2024-06-30 23:00:00'),
    locale: json('{"a":1}', 'a INT', 'de', '1', 'UNSUPPORTED_LOCALE'),
    enableDateTimeParsingFallback: json('{"a":"2024-1-1"}', 'a DATE', 'true', 'NULL', '2024-01-01', { dateFormat: 'dd/MM' }),
    allowSingleQuotes: json("{'a':1}", 'a INT', 'false', '1', 'NULL'),
    allowUnquotedFieldNames: json('{a:1}', 'a INT', 'true', 'NULL', '1'),
    allowNumericLeadingZeros: json('{"a":007}', 'a INT', 'true', 'NULL', '7'),
    allowNonNumericNumbers: json('{"a":NaN}', 'a DOUBLE', 'false', 'NaN', 'NULL'),
    allowComments: json('{/*c*/"a":1}', 'a INT', 'true', 'NULL', '1'),
    allowBackslashEscapingAnyCharacter: json('{"a":"\\q"}', 'a STRING', 'true', 'NULL', 'q'),
    allowUnquotedControlChars: json('{"a":"x\ty"}', 'a STRING', 'true', 'NULL', 'x\ty'),
    primitivesAsString: json('{"a":1.50}', null, 'true', '1.5', '1.50'),
    prefersDecimal: json('{"a":1.5}\n{"a":12.25}', null, 'true', '1.5; 12.25', '1.50; 12.25'),
    dropFieldIfAllNull: json('{"a":1,"b":null,"c":[]}', null, 'true', '1 NULL ', '1'),
  },
  csv: {
    ...listing((n) => `${n}`, 'a INT'),
    header: json('a,b\n1,2', null, 'true', 'a b; 1 2', '1 2'),
    inferSchema: json('1.50', null, 'true', '1.50', '1.5'),
    preferDate: json('2024-01-31', null, 'false', '2024-01-31', '2024-01-31 00:00:00', { inferSchema: 'true' }),
    sep: json('1;2', 'a STRING, b STRING', ';', '1;2 NULL', '1 2'),
    delimiter: json('1;2', 'a STRING, b STRING', ';', '1;2 NULL', '1 2'),
    quote: json("'1,2',3", 'a STRING, b STRING', "'", "'1 2'", '1,2 3'),
    escape: json('"a^"b"', 'a STRING', '^', '"a^"b"', 'a"b'),
    charToEscapeQuoteEscaping: json('"a#\\",b', 'a STRING, b STRING', '#', 'a#",b NULL', 'a\\ b'),
    nullValue: json('-,1', 'a STRING, b INT', '-', '- 1', 'NULL 1'),
    emptyValue: json('"",1', 'a STRING, b INT', 'E', 'NULL 1', 'E 1'),
    ignoreLeadingWhiteSpace: json(' 1', 'a INT', 'true', 'NULL', '1'),
    ignoreTrailingWhiteSpace: json('1 ', 'a INT', 'true', 'NULL', '1'),
    dateFormat: json('31/01/2024', 'a DATE', 'dd/MM/yyyy', 'NULL', '2024-01-31'),
    timestampFormat: json('31/01/2024', 'a TIMESTAMP', 'dd/MM/yyyy', 'NULL', '2024-01-31 00:00:00'),
    timestampNTZFormat: json('31/01/2024', 'a TIMESTAMP_NTZ', 'dd/MM/yyyy', 'NULL', '2024-01-31 00:00:00'),
    timeZone: json('2024-07-01 00:00:00', 'a TIMESTAMP', 'Europe/Lisbon', '2024-07-01 00:00:00', '2024-06-30 23:00:00'),
    locale: json('1', 'a INT', 'de', '1', 'UNSUPPORTED_LOCALE'),
    enableDateTimeParsingFallback: json('2024-1-1', 'a DATE', 'false', '2024-01-01', 'NULL'),
    mode: json('1\nx', 'a INT', 'DROPMALFORMED', '1; NULL', '1'),
    columnNameOfCorruptRecord: json('x', 'a INT, c STRING', 'c', 'NULL NULL', 'NULL x'),
    comment: json('#1\n2', 'a STRING', '#', '#1; 2', '2'),
    nanValue: json('n/a', 'a DOUBLE', 'n/a', 'NULL', 'NaN'),
    positiveInf: json('oo', 'a DOUBLE', 'oo', 'NULL', 'Infinity'),
    negativeInf: json('-oo', 'a DOUBLE', '-oo', 'NULL', '-Infinity'),
    maxColumns: json('1,2', 'a INT, b INT', '1', '1 2', 'MALFORMED_CSV_RECORD'),
    maxCharsPerColumn: json('12', 'a INT', '1', '12', 'MALFORMED_CSV_RECORD'),
  },
  text: {
    ...listing((n) => `${n}`, null),
    wholetext: json('a\nb\n', null, 'true', 'a; b', 'a\nb\n'),
  },
}; // prettier-ignore

/** Those that need more than one read: their tests follow, or stand where this says. */
const OTHERWISE: Readonly<Record<string, string>> = {
  path: 'below',
  maxFilesPerTrigger: 'below',
  latestFirst: 'below',
  maxBytesPerTrigger: 'test/connectors/files/file-stream-options.test.ts',
  maxFileAge: 'test/connectors/files/file-stream-options.test.ts',
  fileNameOnly: 'test/connectors/files/file-stream-options.test.ts',
  cleanSource: 'test/connectors/files/file-stream-options.test.ts',
  sourceArchiveDir: 'test/connectors/files/file-stream-options.test.ts',
  ignoreMissingFiles: 'test/connectors/file-listing.test.ts',
};

describe.each(['json', 'csv', 'text'] as const)('reading %s', (format) => {
  const declared = sources.find(({ name }) => name === format)!.options.map(({ name }) => name);

  test('has a case for each option', () => {
    expect(declared.filter((name) => READ[format][name] === undefined && OTHERWISE[name] === undefined)).toEqual([]);
    expect(Object.keys(READ[format]).filter((name) => !declared.includes(name))).toEqual([]);
  });

  test.each(Object.entries(READ[format]))('%s has its effect', async (name, { files, schema, ...one }) => {
    const base = place(typeof files === 'string' ? { file: files } : files);
    const value = one.value === 'BASE' ? base : one.value;
    const read = (options: Options): Promise<string> => {
      const reader = inline.session.read.format(format).options({ ...one.beside, ...options });
      if (schema !== null) reader.schema(schema);
      return outcome(reader.load(join(base, one.path ?? '')));
    };
    expect(await read({})).toBe(one.without);
    expect(await read({ [name.toUpperCase()]: value })).toBe(one.with);
    expect(one.with).not.toBe(one.without);
  });

  test('streams take files by maxFilesPerTrigger and latestFirst, from the option path', async () => {
    const content = (n: number): string => (format === 'json' ? `{"a":${n}}` : String(n));
    const path = place({ a: content(1), b: content(2), c: content(3) });
    const batches = async (options: Options): Promise<string[]> => {
      const seen: string[] = [];
      const reader = inline.session.readStream.format(format).options({ path, ...options });
      const query = await (format === 'text' ? reader : reader.schema('a INT'))
        .load()
        .writeStream.foreachBatch(async (batch) => void seen.push(rowsOf(await batch.collect())))
        .trigger({ availableNow: true })
        .start();
      await query.awaitTermination();
      return seen;
    };
    expect(await batches({})).toEqual(['1; 2; 3']);
    expect(await batches({ maxFilesPerTrigger: '2' })).toEqual(['1; 2', '3']);
    expect(await batches({ maxFilesPerTrigger: '2', latestFirst: 'true' })).toEqual(['3; 2', '1']);
  });
});

interface Writing {
  readonly row: string;
  readonly value: string;
  readonly without: string;
  readonly with: string;
}
const writing = (row: string, value: string, without: string, with_: string): Writing => ({
  row,
  value,
  without,
  with: with_,
});
const STRUCT = "1 AS a, 'x,y' AS b, cast(null as string) AS c, '' AS d, 'say \"hi\"' AS e, ' sp ' AS f";
const PLAIN = '1,"x,y",,"","say \\"hi\\"",sp\n';
const TIME = "timestamp'2024-01-31 10:20:30' AS a";
const NTZ = "timestamp_ntz'2024-01-31 10:20:30' AS a";

/** What is written of one row without and with an option. */
const WRITTEN: Readonly<Record<Format, Readonly<Record<string, Writing>>>> = {
  json: {
    compression: writing('1 AS a', 'gzip', '.json {"a":1}\n', '.json.gz {"a":1}\n'),
    dateFormat: writing("date'2024-01-31' AS a", 'dd/MM/yyyy', '{"a":"2024-01-31"}\n', '{"a":"31/01/2024"}\n'),
    timestampFormat: writing(TIME, 'dd HH', '{"a":"2024-01-31T10:20:30.000Z"}\n', '{"a":"31 10"}\n'),
    timestampNTZFormat: writing(NTZ, 'dd HH', '{"a":"2024-01-31T10:20:30.000"}\n', '{"a":"31 10"}\n'),
    timeZone: writing(TIME, 'Asia/Tokyo', '{"a":"2024-01-31T10:20:30.000Z"}\n', '{"a":"2024-01-31T19:20:30.000+09:00"}\n'),
    locale: writing('1 AS a', 'de', '{"a":1}\n', 'UNSUPPORTED_LOCALE'),
    ignoreNullFields: writing('1 AS a, cast(null as int) AS b', 'false', '{"a":1}\n', '{"a":1,"b":null}\n'),
    pretty: writing('1 AS a', 'true', '{"a":1}\n', '{\n  "a" : 1\n}\n'),
    sortKeys: writing('1 AS b, 2 AS a', 'true', '{"b":1,"a":2}\n', '{"a":2,"b":1}\n'),
    writeNonAsciiCharacterAsCodePoint: writing("'é' AS a", 'true', '{"a":"é"}\n', '{"a":"\\u00E9"}\n'),
  },
  csv: {
    compression: writing('1 AS a', 'deflate', '.csv 1\n', '.csv.deflate ?'),
    header: writing('1 AS a, 2 AS b', 'true', '1,2\n', 'a,b\n1,2\n'),
    sep: writing(STRUCT, ';', PLAIN, '1;x,y;;"";"say \\"hi\\"";sp\n'),
    delimiter: writing(STRUCT, ';', PLAIN, '1;x,y;;"";"say \\"hi\\"";sp\n'),
    quote: writing("'x,y' AS a", "'", '"x,y"\n', "'x,y'\n"),
    escape: writing("'a\"b' AS a", '^', '"a\\"b"\n', '"a^"b"\n'),
    charToEscapeQuoteEscaping: writing("'a\\\\b,c' AS a", '#', '"a\\\\b,c"\n', '"a#\\b,c"\n'),
    comment: writing("';y' AS a, '#x' AS b", ';', ';y,#x\n', '";y",#x\n'),
    nullValue: writing(STRUCT, '-', PLAIN, '1,"x,y",-,"","say \\"hi\\"",sp\n'),
    emptyValue: writing(STRUCT, 'E', PLAIN, '1,"x,y",,E,"say \\"hi\\"",sp\n'),
    ignoreLeadingWhiteSpace: writing(STRUCT, 'false', PLAIN, '1,"x,y",,"","say \\"hi\\"", sp\n'),
    ignoreTrailingWhiteSpace: writing(STRUCT, 'false', PLAIN, '1,"x,y",,"","say \\"hi\\"",sp \n'),
    dateFormat: writing("date'2024-01-31' AS a", 'dd/MM/yyyy', '2024-01-31\n', '31/01/2024\n'),
    timestampFormat: writing(TIME, 'dd HH', '2024-01-31T10:20:30.000Z\n', '31 10\n'),
    timestampNTZFormat: writing(NTZ, 'dd HH', '2024-01-31T10:20:30.000\n', '31 10\n'),
    timeZone: writing(TIME, 'Asia/Tokyo', '2024-01-31T10:20:30.000Z\n', '2024-01-31T19:20:30.000+09:00\n'),
    locale: writing('1 AS a', 'de', '1\n', 'UNSUPPORTED_LOCALE'),
    quoteAll: writing(STRUCT, 'true', PLAIN, '"1","x,y","","","say \\"hi\\"","sp"\n'),
    escapeQuotes: writing(STRUCT, 'false', PLAIN, '1,"x,y",,"",say "hi",sp\n'),
  },
  text: {
    compression: writing("'x' AS a", 'gzip', '.txt x\n', '.txt.gz x\n'),
    lineSep: writing("'x' AS a", '|', 'x\n', 'x|'),
  },
}; // prettier-ignore

describe.each(['json', 'csv', 'text'] as const)('writing %s', (format) => {
  const declared = sinks.find(({ name }) => name === format)!.options.map(({ name }) => name);

  test('has a case for each option', () => {
    expect(declared.filter((name) => WRITTEN[format][name] === undefined && name !== 'path')).toEqual([]);
    expect(Object.keys(WRITTEN[format]).filter((name) => !declared.includes(name))).toEqual([]);
  });

  /** The one file of one row, and its ending where compression is the question. */
  async function write(row: string, options: Options, name: string): Promise<string> {
    const path = join(folder, `out${++places}`);
    const stream = inline.session.memoryStream(`rows${places}`, 'n INT');
    await stream.addData([1]);
    try {
      const query = await stream
        .toDF()
        .selectExpr(...row.split(/,(?= (?:'|date|timestamp|cast|\d))/))
        .writeStream.format(format)
        .options({ path, checkpointLocation: `${path}-state`, ...options })
        .trigger({ availableNow: true })
        .start();
      await query.awaitTermination();
    } catch (error) {
      return (error as { condition: string }).condition;
    }
    const file = readdirSync(path).find((entry) => entry.startsWith('part-'))!;
    const bytes = readFileSync(join(path, file));
    const content = file.endsWith('.gz') ? gunzipSync(bytes) : file.endsWith('.deflate') ? '?' : bytes;
    const ending = name === 'compression' ? `${/-c000(\..*)$/.exec(basename(file))![1]} ` : '';
    return `${ending}${String(content)}`;
  }

  test.each(Object.entries(WRITTEN[format]))('%s has its effect', async (name, one) => {
    expect(await write(one.row, {}, name)).toBe(one.without);
    expect(await write(one.row, { [name.toUpperCase()]: one.value }, name)).toBe(one.with);
    expect(one.with).not.toBe(one.without);
  });
});
