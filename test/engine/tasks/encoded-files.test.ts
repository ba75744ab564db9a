import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expr, type DataFrame, type DataFrameWriter, type MillraceSession } from '../../../index.ts';
import { noting, threadedSessions } from './threaded-sessions.ts';

const directory = mkdtempSync(join(tmpdir(), 'encoded-'));
let sessions: MillraceSession[];
/** What threads were asked for. */
const asked: string[] = [];

beforeAll(async () => {
  sessions = await threadedSessions({ onStart: noting(asked) });
}, 60_000);

afterAll(async () => {
  await Promise.all(sessions.map((session) => session.stop()));
  rmSync(directory, { recursive: true });
});

const rows = (session: MillraceSession): DataFrame =>
  session.range(300).selectExpr('id', "IF(id % 7 = 0, NULL, concat('n\"', id % 13)) AS name", 'id * 0.25D AS amount');

type Write = (writer: DataFrameWriter, path: string) => Promise<void>;

const WRITES: Readonly<Record<string, Write>> = {
  json: (writer, path) => writer.json(path),
  'csv with a header': (writer, path) => writer.option('header', 'true').csv(path),
  'csv with a header, packed': (writer, path) =>
    writer.option('header', 'true').option('compression', 'gzip').csv(path),
  'json in folders': (writer, path) => writer.partitionBy('name').json(path),
  'csv with headers in folders': (writer, path) => writer.option('header', 'true').partitionBy('name').csv(path),
};

/** The bytes of all files, by their folders. */
const written = (path: string): [folder: string, bytes: string][] =>
  readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith('part-'))
    .map((entry): [string, string] => [
      entry.parentPath.slice(path.length),
      readFileSync(join(entry.parentPath, entry.name)).toString('latin1'),
    ])
    .sort();

async function files(session: MillraceSession, df: DataFrame, write: Write): Promise<[string, string][]> {
  const path = mkdtempSync(join(directory, 'out-'));
  await write(df.write.mode('overwrite'), path);
  return written(path);
}

describe('files are the same for 1, 2 and 4 threads', () => {
  test.each(Object.entries(WRITES))('%s', async (name, write) => {
    asked.length = 0;
    const [alone, ...others] = await Promise.all(sessions.map((session) => files(session, rows(session), write)));
    expect(alone!.length).toBeGreaterThan(0);
    // Packed texts begin anew with each task.
    const shown = (all: [string, string][]): unknown => (name.includes('packed') ? all.length : all);
    for (const other of others) expect(shown(other)).toEqual(shown(alone!));
    expect(new Set(asked)).toEqual(new Set(['encoded']));
  });

  test('packed ones hold the same rows', async () => {
    const read = async (session: MillraceSession): Promise<unknown> => {
      const path = join(directory, `packed-${sessions.indexOf(session)}`);
      await rows(session).write.option('header', 'true').option('compression', 'gzip').csv(path);
      return session.read.option('header', 'true').csv(path).collect();
    };
    const [alone, ...others] = await Promise.all(sessions.map(read));
    expect((alone as unknown[]).length).toBe(300);
    for (const other of others) expect(other).toEqual(alone);
  });

  test('no rows are a file with its header alone', async () => {
    const csv: Write = (writer, path) => writer.option('header', 'true').csv(path);
    for (const session of sessions) {
      expect(await files(session, rows(session).filter('id < 0'), csv)).toEqual([['', 'id,name,amount\n']]);
    }
  });
});

test('a row that fails, whoever encodes it, leaves no file', async () => {
  for (const session of sessions) {
    const path = join(directory, `failing-${sessions.indexOf(session)}`);
    const failing = rows(session).select(expr('IF(id = 290, 1 / (id - 290), 0) AS x'));
    await expect(failing.write.json(path)).rejects.toThrow('DIVIDE_BY_ZERO');
    expect(existsSync(path) ? readdirSync(path) : []).toEqual([]);
  }
});
