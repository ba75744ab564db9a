import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { batchOf } from '../../engine/columnar/vector-builder.ts';
import type { RecordBatch, Scalar } from '../../engine/columnar/vector.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { SinkContext, SinkDefinition, StreamSink } from '../../engine/spi/sink.ts';
import type { Options } from '../../engine/spi/source.ts';
import type { StructType } from '../../engine/types/data-type.ts';
import { parseSchema } from '../../engine/types/ddl.ts';

/** A sink that the suite may write to and read back. */
export interface SinkUnderTest {
  readonly definition: SinkDefinition;
  /** Options of a place of its own for each test. */
  options?(): Promise<Options>;
  /** Columns and a row of them, where the sink does not take any. */
  readonly schema?: StructType;
  row?(id: number): readonly Scalar[];
  /** The ids that a reader of the sink sees; null when nobody can read it. */
  read(place: SinkPlace): Promise<number[] | null>;
}

/** Where one test's sink writes, and what it showed or published. */
export interface SinkPlace {
  readonly folder: string;
  readonly options: Options;
  readonly printed: string[];
  published: readonly RecordBatch[];
}

const SCHEMA = parseSchema('id BIGINT, name STRING');
/** Of a query that nobody stops. */
const RUNNING = new AbortController().signal;

/** What every sink must keep to, by what it promises. */
export function sinkConformance(name: string, under: SinkUnderTest): void {
  const { definition } = under;

  const schema = under.schema ?? SCHEMA;
  const row = (id: number): readonly Scalar[] => under.row?.(id) ?? [BigInt(id), `row "${id}", ${id}`];
  const rows = (...ids: number[]): RecordBatch[] => [batchOf(schema, ids.map(row))];

  const place = async (): Promise<SinkPlace> => ({
    options: (await under.options?.()) ?? {},
    folder: join(mkdtempSync(join(tmpdir(), 'millrace-sink-')), 'out'),
    printed: [],
    published: [],
  });

  const open = (at: SinkPlace, fileSystem: FileSystem = nodeFileSystem()): Promise<StreamSink> => {
    const context: SinkContext = {
      options: at.options,
      path: at.folder,
      queryId: 'q',
      lastBatchId: Infinity,
      queryName: 'conformance',
      schema,
      mode: 'append',
      partitionBy: [],
      fileSystem,
      clock: systemClock,
      timeZone: 'UTC',
      print: (text) => void at.printed.push(text),
      waiting: () => undefined,
      publishTable: (batches) => void (at.published = batches),
    };
    return definition.open(context);
  };

  /** Exactly-once sinks show each row once, the others at least once. */
  const expectRows = async (at: SinkPlace, ids: readonly number[], guarantee: string): Promise<void> => {
    const seen = await under.read(at);
    if (seen === null) return;
    const sorted = [...seen].sort((a, b) => a - b);
    expect(guarantee === 'exactly-once' ? sorted : [...new Set(sorted)]).toEqual(ids);
  };

  describe(`${name} as a sink`, () => {
    test('shows the rows of its batches', async () => {
      const at = await place();
      const sink = await open(at);
      expect(await sink.addBatch(0, rows(1, 2), RUNNING)).toBe(2);
      expect(await sink.addBatch(1, [...rows(3), ...rows(4)], RUNNING)).toBe(2);
      await sink.close();
      await expectRows(at, [1, 2, 3, 4], sink.guarantee);
    });

    test('takes a batch without rows', async () => {
      const at = await place();
      const sink = await open(at);
      expect(await sink.addBatch(0, [], RUNNING)).toBe(0);
      expect(await sink.addBatch(1, rows(), RUNNING)).toBe(0);
      await sink.addBatch(2, rows(1), RUNNING);
      await sink.close();
      await expectRows(at, [1], sink.guarantee);
    });

    test('keeps its promise when a batch comes again', async () => {
      const at = await place();
      const first = await open(at);
      await first.addBatch(0, rows(1), RUNNING);
      await first.addBatch(1, rows(2, 3), RUNNING);
      await first.close();
      const second = await open(at);
      await second.addBatch(1, rows(2, 3), RUNNING);
      await second.addBatch(2, rows(4), RUNNING);
      await second.close();
      if (second.guarantee === 'exactly-once') await expectRows(at, [1, 2, 3, 4], second.guarantee);
    });

    test('keeps its promise when it dies before a batch counts', async () => {
      const at = await place();
      const disk = nodeFileSystem();
      const dying: FileSystem = {
        ...disk,
        createSmall: () => {
          throw new Error('the power is gone');
        },
      };
      const first = await open(at, dying);
      const died = await first.addBatch(0, rows(1, 2), RUNNING).then(
        () => false,
        () => true,
      );
      if (died) await expectRows(at, [], first.guarantee);
      const second = await open(at);
      await second.addBatch(0, rows(1, 2), RUNNING);
      await second.close();
      if (second.guarantee === 'exactly-once') await expectRows(at, [1, 2], second.guarantee);
    });

    test('keeps what it showed through many batches', async () => {
      const at = await place();
      const sink = await open(at);
      const ids = Array.from({ length: 25 }, (_, i) => i);
      for (const id of ids) await sink.addBatch(id, rows(id), RUNNING);
      await sink.close();
      await expectRows(at, ids, sink.guarantee);
    });

    test('says what it promises and what it is', async () => {
      const sink = await open(await place());
      expect(['exactly-once', 'idempotent-by-key', 'at-least-once', 'best-effort']).toContain(sink.guarantee);
      expect(sink.description).not.toBe('');
      expect(definition.modes.length).toBeGreaterThan(0);
      await sink.close();
    });
  });
}
