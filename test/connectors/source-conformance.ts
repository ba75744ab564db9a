import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkedOptions } from '../../engine/backend/embedded/connector-catalog.ts';
import { Interner } from '../../engine/columnar/interner.ts';
import { scalarRows, type RecordBatch } from '../../engine/columnar/vector.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import type { Clock } from '../../engine/spi/runtime.ts';
import type {
  ConnectorContext,
  MicroBatchSource,
  Offset,
  Options,
  ReadContext,
  SourceDefinition,
  SourceLog,
} from '../../engine/spi/source.ts';
import type { StructType } from '../../engine/types/data-type.ts';

/** A source with data in it, ready to be asked everything that the engine may ask. */
export interface SourceUnderTest {
  readonly definition: SourceDefinition;
  readonly options: Options;
  readonly paths?: readonly string[];
  readonly schema?: StructType;
  readonly clock?: Clock;
  /** Rows that are there when the suite begins; null when the source makes its own. */
  readonly rows: number | null;
  /** Makes more rows appear. */
  more(): Promise<void>;
  /** An option that is wrong, and what the refusal must name. */
  readonly wrong?: readonly (readonly [options: Options, says: RegExp])[];
}

/** What every replayable source must keep to. `make` is called once a test. */
export function sourceConformance(name: string, make: () => Promise<SourceUnderTest>): void {
  describe(`${name} as a source`, () => {
    test('gives the same rows in the same order whenever a range is asked for', async () => {
      const { source, read } = await opened(await make());
      const end = (await source.latestOffset(null, true))!;
      const once = await read(null, end);
      expect(await read(null, end)).toEqual(once);
      await source.stop();
    });

    test('gives all rows, none twice, over many ranges', async () => {
      const under = await make();
      const { source, read } = await opened(under);
      const first = (await source.latestOffset(null, true))!;
      const before = await read(null, first);
      await under.more();
      const second = (await source.latestOffset(first, true))!;
      expect(second).not.toEqual(first);
      const after = await read(first, second);
      if (under.rows !== null) expect(before.length).toBe(under.rows);
      expect(after.length).toBeGreaterThan(0);
      const texts = new Set([...before, ...after].map((row) => JSON.stringify(row, shown)));
      expect(texts.size).toBe(before.length + after.length);
      await source.stop();
    });

    test('goes on from a checkpoint as if it had never stopped', async () => {
      const under = await make();
      const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-source-'));
      const first = await opened(under, checkpoint);
      const end = (await first.source.latestOffset(null, true))!;
      const rows = await first.read(null, end);
      await first.source.stop();
      await under.more();
      const second = await opened(under, checkpoint);
      expect(await second.read(null, JSON.parse(JSON.stringify(end)) as Offset)).toEqual(rows);
      const next = (await second.source.latestOffset(end, true))!;
      expect((await second.read(end, next)).length).toBeGreaterThan(0);
      await second.source.stop();
    });

    test('has offsets that survive JSON, and none that is new when nothing is', async () => {
      const under = await make();
      const { source, read } = await opened(under);
      const end = (await source.latestOffset(null, true))!;
      expect(JSON.parse(JSON.stringify(end))).toEqual(end);
      if (under.rows !== null) {
        expect(await source.latestOffset(end, true)).toEqual(end);
        expect(await read(end, end)).toEqual([]);
      }
      await source.stop();
    });

    test('gives only the columns asked for, in the order asked for', async () => {
      const under = await make();
      const { source, schema } = await opened(under);
      const end = (await source.latestOffset(null, true))!;
      const columns = schema.fields.map((f) => f.name).reverse();
      for await (const batch of source.read(null, end, contextOf(columns))) {
        expect(batch.schema.fields.map((f) => f.name)).toEqual(columns);
        expect(batch.columns.length).toBe(columns.length);
        expect(batch.length).toBeLessThanOrEqual(BLOCK);
      }
      for await (const batch of source.read(null, end, contextOf([]))) expect(batch.columns).toEqual([]);
      await source.stop();
    });

    test('ends what it reads at a fixed place when it is told to', async () => {
      const under = await make();
      if (under.rows === null) return;
      const { source } = await opened(under);
      await source.prepareForAvailableNow?.();
      const end = await source.latestOffset(null, true);
      await under.more();
      expect(await source.latestOffset(end, true)).toEqual(end);
      await source.stop();
    });

    test('refuses options it does not know, and says which it has', async () => {
      const { definition, options } = await make();
      const refused = (): unknown => checkedOptions(definition.name, definition.options, { ...options, colour: 'red' });
      expect(refused).toThrow(/has no option 'colour'/);
      expect(refused).toThrow(/options/);
    });

    test('refuses options that make no sense, by name and with the cure', async () => {
      const under = await make();
      for (const [options, says] of under.wrong ?? []) {
        const opening = async (): Promise<unknown> => opened({ ...under, options: { ...under.options, ...options } });
        await expect(opening(), JSON.stringify(options)).rejects.toThrow(says);
        await expect(opening()).rejects.toMatchObject({ hint: expect.any(String) });
      }
    });
  });
}

const BLOCK = 7;

/** How a row is compared: exact, bytes and 64-bit numbers too. */
const shown = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? [...value] : value;

const contextOf = (columns: readonly string[] | null): ReadContext => ({
  interner: new Interner(),
  limit: Infinity,
  columns,
  metrics: { malformed: 0, bytes: 0 },
  signal: new AbortController().signal,
  blockRows: BLOCK,
});

interface Opened {
  readonly source: MicroBatchSource;
  readonly schema: StructType;
  read(start: Offset | null, end: Offset): Promise<unknown[][]>;
}

/** Opens a source as the engine does. */
export async function opened(under: SourceUnderTest, checkpoint: string | null = null): Promise<Opened> {
  const { definition } = under;
  const fileSystem = nodeFileSystem();
  const clock = under.clock ?? systemClock;
  const context: ConnectorContext = {
    options: checkedOptions(definition.name, definition.options, under.options),
    paths: under.paths ?? [],
    userSchema: under.schema ?? null,
    fileSystem,
    clock,
    timeZone: 'UTC',
    notice: () => undefined,
    revealed: async () => under.options,
  };
  const reader = await definition.stream!(context);
  const source = await reader.open({
    log: folderLog(checkpoint),
    notes: checkpoint === null ? null : join(checkpoint, 'notes'),
    fileSystem,
    clock,
    signal: new AbortController().signal,
    waiting: () => undefined,
    notice: () => undefined,
  });
  return {
    source,
    schema: reader.schema,
    read: (start, end) => rowsOf(source.read(start, end, contextOf(null))),
  };
}

/** A source's log in a folder, without the rest of a checkpoint; nowhere without a folder. */
export function folderLog(folder: string | null): SourceLog {
  if (folder === null) return { directory: 'nowhere', entries: [], add: () => undefined, retire: () => undefined };
  return {
    directory: folder,
    entries: readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => ({ name, text: readFileSync(join(folder, name), 'utf8') })),
    add: (name, text) => writeFileSync(join(folder, name), text),
    retire: (name) => rmSync(join(folder, name)),
  };
}

/** All rows of some batches as scalars. */
export async function rowsOf(batches: AsyncIterable<RecordBatch>): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const batch of batches) rows.push(...scalarRows(batch));
  return rows;
}
