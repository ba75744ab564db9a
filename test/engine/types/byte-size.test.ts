import { describe, expect, test } from 'vitest';
import { byteSizeText, bytesOfText, roomySetting } from '../../../engine/types/byte-size.ts';

describe('sizes as Spark writes them', () => {
  test.each([
    ['0', 0], ['1024', 1024], ['100b', 100], ['1k', 1024], ['1kb', 1024], ['512m', 2 ** 29], ['4G', 2 ** 32],
    [' 2gb ', 2 ** 31], ['3t', 3 * 2 ** 40], ['1p', 2 ** 50],
  ])('%s', (text, bytes) => expect(bytesOfText(text)).toBe(bytes)); // prettier-ignore

  test.each(['', 'm', '1.5g', '-1', '1bb', '1x', '1 m', '9999p'])('%j is none', (text) =>
    expect(bytesOfText(text)).toBeNull(),
  );
});

test.each([
  [0, '0 B'], [1023, '1023 B'], [1024, '1.0 KiB'], [1.5 * 2 ** 30, '1.5 GiB'], [2 ** 60, '1024.0 PiB'],
])('%d bytes are told as %s', (bytes, text) => expect(byteSizeText(bytes)).toBe(text)); // prettier-ignore

test.each([
  [1, '1m'], [2 ** 19, '1m'], [2 ** 19 + 1, '2m'], [700 * 2 ** 20, '2g'], [2 ** 33, '16g'],
])('above %d bytes there is room with %s', (bytes, setting) => {
  expect(roomySetting(bytes)).toBe(setting);
  expect(bytesOfText(setting)).toBeGreaterThanOrEqual(2 * bytes);
}); // prettier-ignore
