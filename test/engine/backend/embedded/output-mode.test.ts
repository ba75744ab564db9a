import { describe, expect, test } from 'vitest';
import { checkPartitions, checkSinkMode, outputModeOf } from '../../../../engine/backend/embedded/output-mode.ts';
import type { SinkDefinition } from '../../../../engine/spi/sink.ts';

const sink = (parts: Partial<SinkDefinition>): SinkDefinition =>
  ({ name: 'some', modes: ['append'], ...parts }) as SinkDefinition;

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
