import { totalmem } from 'node:os';
import { describe, expect, test } from 'vitest';
import { EngineConf } from '../../../../engine/backend/embedded/engine-conf.ts';

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
