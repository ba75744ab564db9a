import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QuerySpec } from '../../../engine/backend/backend.ts';
import {
  acceptedBatch,
  checkpointLocation,
  checkRecoverable,
} from '../../../engine/backend/embedded/checkpoint-location.ts';
import { EngineConf } from '../../../engine/backend/embedded/engine-conf.ts';
import { checkPartitions, checkSinkMode, outputModeOf } from '../../../engine/backend/embedded/output-mode.ts';
import { isSecretOption, revealed, specOf } from '../../../engine/backend/embedded/secret-references.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import type { SinkDefinition } from '../../../engine/spi/sink.ts';
import { ACCEPT_OPTION } from '../../../engine/streaming/checkpoint/replay-check.ts';
import type { OptionSpec } from '../../../engine/spi/source.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'millrace-settings-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fileSystem = nodeFileSystem();

const sink = (parts: Partial<SinkDefinition>): SinkDefinition =>
  ({ name: 'some', modes: ['append'], ...parts }) as SinkDefinition;
const spec = (options: Record<string, string>, name: string | null = null): QuerySpec =>
  ({ options, name }) as QuerySpec;

describe('output modes', () => {
  test.each([['append', 'append'], ['Update', 'update'], ['COMPLETE', 'complete']])('%s', (text, mode) => {
    expect(outputModeOf(text)).toBe(mode);
  }); // prettier-ignore

  test('others are refused', () => {
    expect(() => outputModeOf('upsert')).toThrow(
      expect.objectContaining({ condition: 'STREAMING_OUTPUT_MODE.INVALID' }),
    );
  });

  test('a sink takes those that it names', () => {
    checkSinkMode(sink({}), 'append');
    expect(() => checkSinkMode(sink({}), 'complete')).toThrow(/does not support complete output mode/);
  });

  test('partitions are for sinks that make folders of them', () => {
    checkPartitions(null, []);
    checkPartitions(sink({ partitions: true }), ['day']);
    expect(() => checkPartitions(sink({}), ['day'])).toThrow(/'some' does not support partitioning/);
    expect(() => checkPartitions(null, ['day'])).toThrow(/'foreachBatch'/);
  });
});

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

describe('settings', () => {
  test('are on unless they were switched off, and taken back by null', () => {
    const conf = new EngineConf();
    expect([conf.isOn('x'), conf.get('x')]).toEqual([true, undefined]);
    conf.set('x', 'false');
    expect(conf.isOn('x')).toBe(false);
    conf.set('x', null);
    expect(conf.isOn('x')).toBe(true);
  });

  test('of the watermark policy are checked when they are made', () => {
    const conf = new EngineConf();
    conf.set('spark.sql.streaming.multipleWatermarkPolicy', 'MAX');
    expect(conf.get('spark.sql.streaming.multipleWatermarkPolicy')).toBe('max');
    expect(() => conf.set('spark.sql.streaming.multipleWatermarkPolicy', 'avg')).toThrow(/'min' and 'max'/);
  });

  test('of the time zone: the machine has one before anybody says so', () => {
    expect(new EngineConf().timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });
});

describe('options that say where a secret is', () => {
  const SPECS: readonly OptionSpec[] = [
    { name: 'user', description: '' },
    { name: 'token', description: '', secret: true },
    { name: 'kafka.', description: '', prefix: true },
  ];
  const read = (options: Record<string, string>): Promise<unknown> => revealed(options, SPECS, fileSystem);

  test('are found by name in any case, by prefix too', () => {
    expect([specOf(SPECS, 'TOKEN')?.name, specOf(SPECS, 'Kafka.x')?.name, specOf(SPECS, 'kafka')?.name]).toEqual([
      'token',
      'kafka.',
      undefined,
    ]);
    expect([
      isSecretOption(SPECS[1], 'token'),
      isSecretOption(SPECS[2], 'kafka.ssl.key.password'),
      isSecretOption(SPECS[0], 'user'),
    ]).toEqual([true, true, false]);
  });

  test('are read from the environment and from files, without the line break at the end', async () => {
    process.env['MILLRACE_TEST_SECRET'] = 'from-env';
    writeFileSync(join(folder, 'secret'), 'from-file\n');
    const options = { token: 'env:MILLRACE_TEST_SECRET', 'kafka.ssl.key.password': `file:${join(folder, 'secret')}` };
    expect(await read(options)).toEqual({ token: 'from-env', 'kafka.ssl.key.password': 'from-file' });
    delete process.env['MILLRACE_TEST_SECRET'];
  });

  test('only where a secret is wanted', async () => {
    expect(await read({ user: 'env:HOME', token: 'plain' })).toEqual({ user: 'env:HOME', token: 'plain' });
  });

  test.each([
    ['env:MILLRACE_NOT_THERE', /no environment variable MILLRACE_NOT_THERE/],
    ['file:/not/there', /cannot be read/],
  ])('%s is refused, with the way to mend it', async (reference, message) => {
    await expect(read({ token: reference })).rejects.toThrow(message);
    await expect(read({ token: reference })).rejects.toMatchObject({ condition: 'SECRET_NOT_FOUND' });
  });

  test('that hold nothing are refused', async () => {
    writeFileSync(join(folder, 'empty'), '\n');
    await expect(read({ token: `file:${join(folder, 'empty')}` })).rejects.toThrow(/nothing in it/);
  });
});

describe('how much memory a query may hold', () => {
  test.each([['512m', 2 ** 29], ['4G', 2 ** 32], ['100000', 100_000]])('%s', (text, bytes) => {
    const conf = new EngineConf();
    conf.set('millrace.memory', text);
    expect(conf.memoryBytes).toBe(bytes);
  }); // prettier-ignore

  test('is half of what the machine has, unless it is said', () => {
    expect(new EngineConf().memoryBytes).toBe(totalmem() / 2);
  });

  test.each(['', 'much', '0', '-1m', '1.5g'])('%j is refused', (text) => {
    expect(() => new EngineConf().set('millrace.memory', text)).toThrow(
      expect.objectContaining({ condition: 'INVALID_CONF_VALUE.REQUIREMENT' }),
    );
  });
});
