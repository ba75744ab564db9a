import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QuerySpec } from '../../../../engine/backend/backend.ts';
import {
  acceptedBatch,
  checkpointLocation,
  checkRecoverable,
} from '../../../../engine/backend/embedded/checkpoint-location.ts';
import { EngineConf } from '../../../../engine/backend/embedded/engine-conf.ts';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import type { SinkDefinition } from '../../../../engine/spi/sink.ts';
import { ACCEPT_OPTION } from '../../../../engine/streaming/checkpoint/replay-check.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'millrace-location-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fileSystem = nodeFileSystem();

const sink = (parts: Partial<SinkDefinition>): SinkDefinition =>
  ({ name: 'some', modes: ['append'], ...parts }) as SinkDefinition;
const spec = (options: Record<string, string>, name: string | null = null): QuerySpec =>
  ({ options, name }) as QuerySpec;

describe('the folder of a checkpoint', () => {
  const none = new EngineConf();

  test('is that of the option, whatever its case', () => {
    const given = checkpointLocation(spec({ CheckpointLOCATION: folder }), null, fileSystem, none);
    expect(given).toEqual({ directory: folder, temporary: false });
  });

  test('or lies under the setting, by the name of the query or one of its own', () => {
    const conf = new EngineConf();
    conf.set('spark.sql.streaming.checkpointLocation', folder);
    const named = checkpointLocation(spec({}, 'orders'), null, fileSystem, conf);
    expect(named).toEqual({ directory: join(folder, 'orders'), temporary: false });
    const [a, b] = [1, 2].map(() => checkpointLocation(spec({}), null, fileSystem, conf).directory);
    expect(a).not.toBe(b);
  });

  test('or is temporary, where the sink can do without', () => {
    const made = checkpointLocation(spec({}), sink({}), fileSystem, none);
    expect([made.temporary, fileSystem.exists(made.directory)]).toEqual([true, true]);
    rmSync(made.directory, { recursive: true });
    expect(() => checkpointLocation(spec({}), sink({ checkpointRequired: true }), fileSystem, none)).toThrow(
      /must be specified/,
    );
  });

  test('with batches in it is refused by a sink that has forgotten them', () => {
    const forgets = sink({ recoverable: ['complete'] });
    checkRecoverable(forgets, 'append', join(folder, 'new'), fileSystem);
    fileSystem.makeDirectory(join(folder, 'used', 'offsets'));
    expect(() => checkRecoverable(forgets, 'append', join(folder, 'used'), fileSystem)).toThrow(/Delete .*offsets/);
    checkRecoverable(forgets, 'complete', join(folder, 'used'), fileSystem);
    checkRecoverable(sink({}), 'append', join(folder, 'used'), fileSystem);
  });

  test('may be read with other input for a batch that is named by its number', () => {
    const known = (value: string): number | null => acceptedBatch(spec({ [ACCEPT_OPTION.toUpperCase()]: value }));
    expect([acceptedBatch(spec({})), known('12')]).toEqual([null, 12]);
    expect(() => known('-1')).toThrow(/must be the number of a batch/);
  });
});
