import { mkdirSync, existsSync, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';

/** The columns of the files and of the records in texts. */
export const RECORD_SCHEMA = 'id BIGINT, name STRING, price DOUBLE';

const K100K = 'id * 2654435761 % 4294967296 % 100000';
const NAME = `concat('user-', CAST(${K100K} AS STRING))`;
const PRICE = 'CAST(id * 7919 % 100003 AS DOUBLE) / 100';
const QTY = 'CAST(id % 50 + 1 AS INT)';
const MICROS = '1700000000000000 + id * 100000';

interface Table {
  /** How many rows, for an input of at least a tenth as many; as many as the input has when it is left out. */
  readonly rows?: number;
  readonly columns: readonly string[];
}

/** The held tables as expressions over `id` of a range, in the dialect of Spark and Millrace. */
export const HELD: Readonly<Record<'events' | 'people' | 'codes' | 'records' | 'd100k' | 'd1m', Table>> = {
  events: {
    columns: [
      'id',
      'id % 4 AS k4',
      `${K100K} AS k100k`,
      'id * 7919 % 1000000 AS k1m',
      `${PRICE} AS price`,
      `${QTY} AS qty`,
      `timestamp_micros(${MICROS}) AS ts`,
    ],
  },
  people: {
    columns: [
      'id',
      'id % 4 AS k4',
      `${PRICE} AS price`,
      `${QTY} AS qty`,
      "concat('city-', CAST(id % 100 AS STRING)) AS city",
      `${NAME} AS name`,
    ],
  },
  codes: { columns: ['id', `${QTY} AS qty`, "concat('ord/', CAST(id AS STRING), '-x') AS code"] },
  records: {
    columns: [
      'id',
      `CAST(timestamp_seconds(1700000000 + id % 86400) AS STRING) AS stamp`,
      "concat('a', CAST(id % 3 AS STRING), ',b', CAST(id % 5 AS STRING), ',c', CAST(id % 7 AS STRING)) AS tags",
      `concat(CAST(id AS STRING), ',', ${NAME}, ',', CAST(id % 50 AS STRING), '.5') AS csv`,
      `concat('{"id":', CAST(id AS STRING), ',"name":"', ${NAME}, '","price":', CAST(id % 50 AS STRING), '.5}') AS json`,
    ],
  },
  d100k: {
    rows: 100_000,
    columns: ['id AS k100k', "concat('user-', CAST(id AS STRING)) AS name", 'id % 10 AS weight'],
  },
  d1m: { rows: 1_000_000, columns: ['id AS k1m', 'id % 10 AS weight'] },
};

/** How many rows a table has beside an input of so many: a short run has short tables. */
export const heldRows = (table: Table, rows: number): number => Math.min(table.rows ?? rows, 10 * rows);

const toDuckdb = (column: string): string =>
  column
    .replaceAll('timestamp_micros', 'make_timestamp')
    .replace(/timestamp_seconds\(([^)]*)\)/, 'make_timestamp(($1) * 1000000)');

/** What makes the same tables in Spark. */
export const sparkSetup = (rows: number, files: { json: string; csv: string }): string[] => [
  ...Object.entries(HELD).map(
    ([name, table]) => `CACHE TABLE ${name} AS SELECT ${table.columns.join(', ')} FROM range(${heldRows(table, rows)})`,
  ),
  `CREATE TEMPORARY VIEW json_lines (${RECORD_SCHEMA}) USING json OPTIONS (path '${files.json}')`,
  `CREATE TEMPORARY VIEW csv_lines (${RECORD_SCHEMA}) USING csv OPTIONS (path '${files.csv}')`,
  `CREATE TABLE parted (${RECORD_SCHEMA}, k BIGINT) USING json PARTITIONED BY (k) LOCATION '${files.json}-parted'`,
];

/** What makes the same tables in DuckDB. */
export const duckdbSetup = (rows: number, files: { json: string; csv: string }): string[] => [
  ...Object.entries(HELD).map(
    ([name, table]) =>
      `CREATE TABLE ${name} AS SELECT ${table.columns.map(toDuckdb).join(', ')} FROM (SELECT range AS id FROM range(${heldRows(table, rows)}))`,
  ),
  `CREATE VIEW json_lines AS SELECT * FROM read_json('${files.json}/*', format = 'newline_delimited', columns = {id: 'BIGINT', name: 'VARCHAR', price: 'DOUBLE'})`,
  `CREATE VIEW csv_lines AS SELECT * FROM read_csv('${files.csv}/*', header = false, columns = {id: 'BIGINT', name: 'VARCHAR', price: 'DOUBLE'})`,
];

/** Writes the files once; gives their folders. */
export async function recordFiles(directory: string, rows: number): Promise<{ json: string; csv: string }> {
  const folders = { json: join(directory, `json-${rows}`), csv: join(directory, `csv-${rows}`) };
  await writeLines(folders.json, rows, (id, name, price) => `{"id":${id},"name":"${name}","price":${price}}\n`);
  await writeLines(folders.csv, rows, (id, name, price) => `${id},${name},${price}\n`);
  return folders;
}

async function writeLines(
  folder: string,
  rows: number,
  line: (id: number, name: string, price: string) => string,
): Promise<void> {
  if (existsSync(join(folder, 'part-1'))) return;
  mkdirSync(folder, { recursive: true });
  for (const part of [0, 1]) {
    const file = createWriteStream(join(folder, `part-${part}`));
    let lines = '';
    for (let id = part; id < rows; id += 2) {
      lines += line(id, `user-${(id * 7919) % 100_000}`, `${id % 50}.5`);
      if (lines.length < 1 << 20) continue;
      if (!file.write(lines)) await once(file, 'drain');
      lines = '';
    }
    file.end(lines);
    await once(file, 'finish');
  }
}
