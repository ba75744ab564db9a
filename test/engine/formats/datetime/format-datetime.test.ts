import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datetimeFormatter } from '../../../../engine/formats/datetime/format-datetime.ts';
import { isMillraceError } from '../../../../engine/types/errors.ts';

/** What `date_format` of Spark 4.3 gives (Java 17). */

/** Microseconds of a time in UTC, written to six digits. */
function micros(text: string): bigint {
  const [seconds = '', fraction = ''] = text.split('.');
  return BigInt(Date.parse(`${seconds.replace(' ', 'T')}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

const TIMES = [
  '2024-02-29 12:34:56.789012',
  '1969-12-31 23:59:59.999999',
  '0001-01-01 00:00:00',
  '2024-07-15 00:05:09.1',
  '9999-12-31 23:59:59',
  '2024-10-27 00:30:00',
].map(micros);

describe('in UTC', () => {
  test.each<[pattern: string, ...texts: string[]]>([
    ['G', 'AD', 'AD', 'AD', 'AD', 'AD', 'AD'],
    ['GGGG', 'Anno Domini', 'Anno Domini', 'Anno Domini', 'Anno Domini', 'Anno Domini', 'Anno Domini'],
    ['y', '2024', '1969', '1', '2024', '9999', '2024'],
    ['yy', '24', '69', '01', '24', '99', '24'],
    ['yyy', '2024', '1969', '001', '2024', '9999', '2024'],
    ['yyyy', '2024', '1969', '0001', '2024', '9999', '2024'],
    ['yyyyy', '02024', '01969', '00001', '02024', '09999', '02024'],
    ['M', '2', '12', '1', '7', '12', '10'],
    ['MM', '02', '12', '01', '07', '12', '10'],
    ['MMM', 'Feb', 'Dec', 'Jan', 'Jul', 'Dec', 'Oct'],
    ['MMMM', 'February', 'December', 'January', 'July', 'December', 'October'],
    ['L', '2', '12', '1', '7', '12', '10'],
    ['LL', '02', '12', '01', '07', '12', '10'],
    ['LLL', 'Feb', 'Dec', 'Jan', 'Jul', 'Dec', 'Oct'],
    ['LLLL', 'February', 'December', 'January', 'July', 'December', 'October'],
    ['d', '29', '31', '1', '15', '31', '27'],
    ['dd', '29', '31', '01', '15', '31', '27'],
    ['D', '60', '365', '1', '197', '365', '301'],
    ['DD', '60', '365', '01', '197', '365', '301'],
    ['DDD', '060', '365', '001', '197', '365', '301'],
    ['E', 'Thu', 'Wed', 'Mon', 'Mon', 'Fri', 'Sun'],
    ['EEE', 'Thu', 'Wed', 'Mon', 'Mon', 'Fri', 'Sun'],
    ['EEEE', 'Thursday', 'Wednesday', 'Monday', 'Monday', 'Friday', 'Sunday'],
    ['F', '1', '3', '1', '1', '3', '6'],
    ['a', 'PM', 'PM', 'AM', 'AM', 'PM', 'AM'],
    ['h', '12', '11', '12', '12', '11', '12'],
    ['hh', '12', '11', '12', '12', '11', '12'],
    ['H', '12', '23', '0', '0', '23', '0'],
    ['HH', '12', '23', '00', '00', '23', '00'],
    ['k', '12', '23', '24', '24', '23', '24'],
    ['kk', '12', '23', '24', '24', '23', '24'],
    ['K', '0', '11', '0', '0', '11', '0'],
    ['KK', '00', '11', '00', '00', '11', '00'],
    ['m', '34', '59', '0', '5', '59', '30'],
    ['mm', '34', '59', '00', '05', '59', '30'],
    ['s', '56', '59', '0', '9', '59', '0'],
    ['ss', '56', '59', '00', '09', '59', '00'],
    ['S', '7', '9', '0', '1', '0', '0'],
    ['SSS', '789', '999', '000', '100', '000', '000'],
    ['SSSSSS', '789012', '999999', '000000', '100000', '000000', '000000'],
    ['SSSSSSSSS', '789012000', '999999000', '000000000', '100000000', '000000000', '000000000'],
    ['Q', '1', '4', '1', '3', '4', '4'],
    ['QQ', '01', '04', '01', '03', '04', '04'],
    ['QQQ', 'Q1', 'Q4', 'Q1', 'Q3', 'Q4', 'Q4'],
    ['QQQQ', '1st quarter', '4th quarter', '1st quarter', '3rd quarter', '4th quarter', '4th quarter'],
    ['q', '1', '4', '1', '3', '4', '4'],
    ['qqqq', '1st quarter', '4th quarter', '1st quarter', '3rd quarter', '4th quarter', '4th quarter'],
    ['VV', 'UTC', 'UTC', 'UTC', 'UTC', 'UTC', 'UTC'],
    ['z', 'UTC', 'UTC', 'UTC', 'UTC', 'UTC', 'UTC'],
    ['zzzz', 'Coordinated Universal Time', 'Coordinated Universal Time', 'Coordinated Universal Time', 'Coordinated Universal Time', 'Coordinated Universal Time', 'Coordinated Universal Time'],
    ['O', 'GMT', 'GMT', 'GMT', 'GMT', 'GMT', 'GMT'],
    ['OOOO', 'GMT', 'GMT', 'GMT', 'GMT', 'GMT', 'GMT'],
    ['X', 'Z', 'Z', 'Z', 'Z', 'Z', 'Z'],
    ['XX', 'Z', 'Z', 'Z', 'Z', 'Z', 'Z'],
    ['XXX', 'Z', 'Z', 'Z', 'Z', 'Z', 'Z'],
    ['XXXX', 'Z', 'Z', 'Z', 'Z', 'Z', 'Z'],
    ['XXXXX', 'Z', 'Z', 'Z', 'Z', 'Z', 'Z'],
    ['x', '+00', '+00', '+00', '+00', '+00', '+00'],
    ['xx', '+0000', '+0000', '+0000', '+0000', '+0000', '+0000'],
    ['xxx', '+00:00', '+00:00', '+00:00', '+00:00', '+00:00', '+00:00'],
    ['Z', '+0000', '+0000', '+0000', '+0000', '+0000', '+0000'],
    ['ZZZ', '+0000', '+0000', '+0000', '+0000', '+0000', '+0000'],
    ['ZZZZ', 'GMT', 'GMT', 'GMT', 'GMT', 'GMT', 'GMT'],
    ['ZZZZZ', 'Z', 'Z', 'Z', 'Z', 'Z', 'Z'],
    ["yyyy-MM-dd'T'HH:mm", '2024-02-29T12:34', '1969-12-31T23:59', '0001-01-01T00:00', '2024-07-15T00:05', '9999-12-31T23:59', '2024-10-27T00:30'],
    ["''yy", "'24", "'69", "'01", "'24", "'99", "'24"],
    ['[yyyy]-MM', '2024-02', '1969-12', '0001-01', '2024-07', '9999-12', '2024-10'],
    ["yyyy''MM", "2024'02", "1969'12", "0001'01", "2024'07", "9999'12", "2024'10"],
    ["'o''clock' h", "o'clock 12", "o'clock 11", "o'clock 12", "o'clock 12", "o'clock 11", "o'clock 12"],
  ])('%s', (pattern, ...texts) => expect(TIMES.map(datetimeFormatter(pattern, 'UTC'))).toEqual(texts)); // prettier-ignore
});

describe('in zones', () => {
  const [winter, summer] = [TIMES[0]!, TIMES[3]!];
  test.each([
    ['Europe/Lisbon', 'H', '12', '1'],
    ['Europe/Lisbon', 'HH', '12', '01'],
    ['Europe/Lisbon', 'VV', 'Europe/Lisbon', 'Europe/Lisbon'],
    ['Europe/Lisbon', 'z', 'WET', 'WEST'],
    ['Europe/Lisbon', 'zzzz', 'Western European Standard Time', 'Western European Summer Time'],
    ['Europe/Lisbon', 'O', 'GMT', 'GMT+1'],
    ['Europe/Lisbon', 'OOOO', 'GMT', 'GMT+01:00'],
    ['Europe/Lisbon', 'X', 'Z', '+01'],
    ['Europe/Lisbon', 'XX', 'Z', '+0100'],
    ['Europe/Lisbon', 'XXX', 'Z', '+01:00'],
    ['Europe/Lisbon', 'XXXX', 'Z', '+0100'],
    ['Europe/Lisbon', 'XXXXX', 'Z', '+01:00'],
    ['Europe/Lisbon', 'x', '+00', '+01'],
    ['Europe/Lisbon', 'xx', '+0000', '+0100'],
    ['Europe/Lisbon', 'xxx', '+00:00', '+01:00'],
    ['Europe/Lisbon', 'Z', '+0000', '+0100'],
    ['Europe/Lisbon', 'ZZZ', '+0000', '+0100'],
    ['Europe/Lisbon', 'ZZZZ', 'GMT', 'GMT+01:00'],
    ['Europe/Lisbon', 'ZZZZZ', 'Z', '+01:00'],
    ['-03:30', 'H', '9', '20'],
    ['-03:30', 'HH', '09', '20'],
    ['-03:30', 'VV', '-03:30', '-03:30'],
    ['-03:30', 'z', '-03:30', '-03:30'],
    ['-03:30', 'zzzz', '-03:30', '-03:30'],
    ['-03:30', 'O', 'GMT-3:30', 'GMT-3:30'],
    ['-03:30', 'OOOO', 'GMT-03:30', 'GMT-03:30'],
    ['-03:30', 'X', '-0330', '-0330'],
    ['-03:30', 'XX', '-0330', '-0330'],
    ['-03:30', 'XXX', '-03:30', '-03:30'],
    ['-03:30', 'XXXX', '-0330', '-0330'],
    ['-03:30', 'XXXXX', '-03:30', '-03:30'],
    ['-03:30', 'x', '-0330', '-0330'],
    ['-03:30', 'xx', '-0330', '-0330'],
    ['-03:30', 'xxx', '-03:30', '-03:30'],
    ['-03:30', 'Z', '-0330', '-0330'],
    ['-03:30', 'ZZZ', '-0330', '-0330'],
    ['-03:30', 'ZZZZ', 'GMT-03:30', 'GMT-03:30'],
    ['-03:30', 'ZZZZZ', '-03:30', '-03:30'],
    ['America/New_York', 'H', '7', '20'],
    ['America/New_York', 'HH', '07', '20'],
    ['America/New_York', 'VV', 'America/New_York', 'America/New_York'],
    ['America/New_York', 'z', 'EST', 'EDT'],
    ['America/New_York', 'zzzz', 'Eastern Standard Time', 'Eastern Daylight Time'],
    ['America/New_York', 'O', 'GMT-5', 'GMT-4'],
    ['America/New_York', 'OOOO', 'GMT-05:00', 'GMT-04:00'],
    ['America/New_York', 'X', '-05', '-04'],
    ['America/New_York', 'XX', '-0500', '-0400'],
    ['America/New_York', 'XXX', '-05:00', '-04:00'],
    ['America/New_York', 'XXXX', '-0500', '-0400'],
    ['America/New_York', 'XXXXX', '-05:00', '-04:00'],
    ['America/New_York', 'x', '-05', '-04'],
    ['America/New_York', 'xx', '-0500', '-0400'],
    ['America/New_York', 'xxx', '-05:00', '-04:00'],
    ['America/New_York', 'Z', '-0500', '-0400'],
    ['America/New_York', 'ZZZ', '-0500', '-0400'],
    ['America/New_York', 'ZZZZ', 'GMT-05:00', 'GMT-04:00'],
    ['America/New_York', 'ZZZZZ', '-05:00', '-04:00'],
  ])('%s %s', (zone, pattern, ...texts) => {
    expect([winter, summer].map(datetimeFormatter(pattern, zone))).toEqual(texts);
  }); // prettier-ignore
});

test.each([
  'V',
  'w',
  'YYYY',
  'e',
  'u',
  'c',
  'yyyyyyy',
  'EEEEE',
  'B',
  'n',
  'aa',
  'SSSSSSSSSS',
  '#',
  "'open",
  'yyyy]',
  "'''",
  "'a''",
])('%s is no pattern', (pattern) => {
  let error: unknown;
  try {
    datetimeFormatter(pattern, 'UTC')(0n);
  } catch (thrown) {
    error = thrown;
  }
  expect(isMillraceError(error) && error.condition).toMatch(/^(INVALID_DATETIME_PATTERN|INCONSISTENT_BEHAVIOR)/);
});

test('a time reads as Date writes it, before 1970 too', () => {
  const format = datetimeFormatter("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", 'UTC');
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      expect(format(BigInt(date.getTime()) * 1000n)).toBe(date.toISOString());
    }),
  );
});

test('a wall clock is that of Intl', () => {
  const zones = ['Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Caracas', 'Pacific/Apia', 'Africa/Casablanca'];
  const clocks = zones.map((timeZone) => ({
    ours: datetimeFormatter('M/d/y, HH:mm:ss', timeZone),
    intl: new Intl.DateTimeFormat('en-US', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
    }), // prettier-ignore
  }));
  fc.assert(
    fc.property(fc.constantFrom(...clocks), fc.integer({ min: 0, max: 1_900_000_000 }), ({ ours, intl }, second) => {
      expect(ours(BigInt(second) * 1_000_000n)).toBe(intl.format(second * 1000));
    }),
  );
});
