import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datetimeFormatter } from '../../../../engine/formats/datetime/format-datetime.ts';
import { datetimeParser, localParser } from '../../../../engine/formats/datetime/parse-datetime.ts';

/** Microseconds of a time in UTC. */
function micros(text: string): bigint {
  const [seconds = '', fraction = ''] = text.split('.');
  return BigInt(Date.parse(`${seconds}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

describe('what try_to_timestamp of Spark 4.3 gives in UTC', () => {
  test.each<[pattern: string, text: string, time: string | bigint | null]>([
    ['yyyy-MM-dd', '2024-02-29', '2024-02-29T00:00:00'],
    ['yyyy-MM-dd', '2023-02-29', null],
    ['yyyy-MM-dd', '2024-2-9', null],
    ['y-M-d', '2024-2-9', '2024-02-09T00:00:00'],
    ['y-M-d', '24-2-9', '0024-02-09T00:00:00'],
    ['yy-MM-dd', '24-02-09', '2024-02-09T00:00:00'],
    ['yy-MM-dd', '70-02-09', '2070-02-09T00:00:00'],
    ['yyyyMMdd', '20240209', '2024-02-09T00:00:00'],
    ['yyyyMMddHHmmss', '20240209010203', '2024-02-09T01:02:03'],
    ['yyyy-MM-dd HH:mm:ss.SSS', '2024-02-09 01:02:03.4', '2024-02-09T01:02:03.400000'],
    ['yyyy-MM-dd HH:mm:ss.SSS', '2024-02-09 01:02:03.4567', null],
    ['yyyy-MM-dd HH:mm:ss.SSSSSSSSS', '2024-02-09 01:02:03.456789123', '2024-02-09T01:02:03.456789'],
    ['yyyy-MM-dd HH:mm:ss.S', '2024-02-09 01:02:03.4', '2024-02-09T01:02:03.400000'],
    ['d MMM yyyy', '9 Feb 2024', '2024-02-09T00:00:00'],
    ['d MMM yyyy', '9 feb 2024', '2024-02-09T00:00:00'],
    ['d MMM yyyy', '9 February 2024', null],
    ['d MMMM yyyy', '9 February 2024', '2024-02-09T00:00:00'],
    ['d MMMM yyyy', '9 Feb 2024', null],
    ['hh:mm a', '12:05 AM', '1970-01-01T00:05:00'],
    ['hh:mm a', '12:05 PM', '1970-01-01T12:05:00'],
    ['hh:mm a', '00:05 AM', null],
    ['hh:mm a', '13:05 PM', null],
    ['hh:mm', '11:05', '1970-01-01T11:05:00'],
    ['KK:mm a', '11:05 pm', '1970-01-01T23:05:00'],
    ['KK:mm a', '00:05 PM', '1970-01-01T12:05:00'],
    ['KK:mm a', '12:05 PM', null],
    ['kk:mm', '24:05', '1970-01-01T00:05:00'],
    ['kk:mm', '00:05', null],
    ['HH:mm', '23:59', '1970-01-01T23:59:00'],
    ['HH:mm', '24:00', null],
    ['HH:mm', '7:05', null],
    ['H:m', '7:5', '1970-01-01T07:05:00'],
    ['mm:ss', '59:59', '1970-01-01T00:59:59'],
    ['mm:ss', '60:00', null],
    ['mm:ss', '10:60', null],
    ['HH:mm a', '13:05 PM', '1970-01-01T13:05:00'],
    ['HH:mm a', '13:05 AM', null],
    ['D yyyy', '60 2024', '2024-02-29T00:00:00'],
    ['DDD yyyy', '060 2024', '2024-02-29T00:00:00'],
    ['DDD yyyy', '366 2023', null],
    ['D yyyy', '366 2024', '2024-12-31T00:00:00'],
    ['D yyyy', '0 2024', null],
    ['yyyy DDD MM', '2024 060 02', '2024-02-29T00:00:00'],
    ['yyyy DDD MM dd', '2024 060 02 29', '2024-02-29T00:00:00'],
    ['yyyy DDD MM dd', '2024 060 03 01', null],
    ['yyyy', '2024', '2024-01-01T00:00:00'],
    ['MM', '12', '1970-12-01T00:00:00'],
    ['dd', '31', '1970-01-31T00:00:00'],
    ['MM-dd', '02-29', null],
    ['G yyyy', 'BC 0044', -63524131200000000n],
    ['G yyyy', 'AD 0044', '0044-01-01T00:00:00'],
    ['yyyy', '0000', -62167219200000000n],
    ['yyyyy', '12024', 317273587200000000n],
    ['yyyy', '12024', null],
    ['yyyy', '+12024', 317273587200000000n],
    ['y', '+12024', null],
    ['y', '-5', -62324985600000000n],
    ['yyyy', '-0005', -62324985600000000n],
    ['yyyy-MM-dd HH:mmXXX', '2024-02-09 01:02+05:30', '2024-02-08T19:32:00'],
    ['yyyy-MM-dd HH:mmXXX', '2024-02-09 01:02Z', '2024-02-09T01:02:00'],
    ['yyyy-MM-dd HH:mmX', '2024-02-09 01:02+05', '2024-02-08T20:02:00'],
    ['yyyy-MM-dd HH:mmX', '2024-02-09 01:02+0530', '2024-02-08T19:32:00'],
    ['yyyy-MM-dd HH:mmXX', '2024-02-09 01:02-0330', '2024-02-09T04:32:00'],
    ['yyyy-MM-dd HH:mmx', '2024-02-09 01:02Z', null],
    ['yyyy-MM-dd HH:mmxxx', '2024-02-09 01:02-03:30', '2024-02-09T04:32:00'],
    ['yyyy-MM-dd HH:mm Z', '2024-02-09 01:02 -0330', '2024-02-09T04:32:00'],
    ['yyyy-MM-dd HH:mm ZZZZ', '2024-02-09 01:02 GMT-03:30', '2024-02-09T04:32:00'],
    ['yyyy-MM-dd HH:mm ZZZZZ', '2024-02-09 01:02 Z', '2024-02-09T01:02:00'],
    ['yyyy-MM-dd HH:mm O', '2024-02-09 01:02 GMT+5', '2024-02-08T20:02:00'],
    ['yyyy-MM-dd HH:mm OOOO', '2024-02-09 01:02 GMT+05:30', '2024-02-08T19:32:00'],
    ['yyyy-MM-dd HH:mm VV', '2024-07-09 01:02 Europe/Lisbon', '2024-07-09T00:02:00'],
    ['yyyy-MM-dd HH:mm VV', '2024-07-09 01:02 Nowhere/Land', null],
    ['yyyy-MM-dd HH:mm z', '2024-07-09 01:02 UTC', '2024-07-09T01:02:00'],
    ['yyyy-MM-dd HH:mm z', '2024-07-09 01:02 PST', '2024-07-09T08:02:00'],
    ["yyyy-MM-dd'T'HH:mm", '2024-02-09T01:02', '2024-02-09T01:02:00'],
    ["yyyy-MM-dd'T'HH:mm", '2024-02-09 01:02', null],
    ['yyyy[-MM[-dd]]', '2024', '2024-01-01T00:00:00'],
    ['yyyy[-MM[-dd]]', '2024-02', '2024-02-01T00:00:00'],
    ['yyyy[-MM[-dd]]', '2024-02-09', '2024-02-09T00:00:00'],
    ['yyyy-MM-dd yyyy', '2024-02-09 2024', '2024-02-09T00:00:00'],
    ['yyyy-MM-dd yyyy', '2024-02-09 2023', null],
    ['yyyy-MM-dd', '2024-02-09 ', null],
    ['yyyy-MM-dd', ' 2024-02-09', null],
    ['yyyy-MM-dd', '2024-13-09', null],
    ['yyyy-MM-dd', '2024-00-09', null],
    ['yyyy-MM-dd', '2024-04-31', null],
    ['yyyy-MM-dd', '', null],
    ['yyyy-MM-dd HH:mm:ss', '2024-02-09 24:00:00', null],
    ['MMM', 'may', '1970-05-01T00:00:00'],
    ['LLL', 'May', '1970-05-01T00:00:00'],
    ['LLLL', 'May', '1970-05-01T00:00:00'],
    ['M/d/yyyy', '12/31/1999', '1999-12-31T00:00:00'],
    ['M/d/yyyy', '013/31/1999', null],
    ['dd.MM.yyyy', '31.12.1999', '1999-12-31T00:00:00'],
    ['yyyy|MM', '1999|12', '1999-12-01T00:00:00'],
    ['yyyy(MM)', '1999(12)', '1999-12-01T00:00:00'],
    ['d MMM yyyy', '9 FEB 2024', '2024-02-09T00:00:00'],
    ['yyyy-MM-dd h a', '2024-02-09 1 PM', '2024-02-09T13:00:00'],
    ['yyyy-MM-dd a', '2024-02-09 PM', '2024-02-09T12:00:00'],
    ['yyyy-MM-dd HH', '2024-02-09 1', null],
    ['yyyyMMdd HHmm', '20240209 0102', '2024-02-09T01:02:00'],
    ['SSS', '123', '1970-01-01T00:00:00.123000'],
    ['s', '5', '1970-01-01T00:00:05'],
    ['H m s S', '1 2 3 4', '1970-01-01T01:02:03.400000'],
  ])('%s of %j', (pattern, text, time) => {
    const wanted = time === null ? undefined : typeof time === 'bigint' ? time : micros(time);
    expect(datetimeParser(pattern, 'UTC')(text)).toBe(wanted);
  }); // prettier-ignore
});

describe('the zone of a text goes before that of the session', () => {
  test.each([
    ['yyyy-MM-dd HH:mm', '2024-07-09 01:02', '2024-07-09T00:02:00'],
    ['yyyy-MM-dd HH:mm', '2024-01-09 01:02', '2024-01-09T01:02:00'],
    ['yyyy-MM-dd HH:mm XXX', '2024-07-09 01:02 +05:30', '2024-07-08T19:32:00'],
    ['yyyy-MM-dd HH:mm X', '2024-07-09 01:02 Z', '2024-07-09T01:02:00'],
    ['yyyy-MM-dd HH:mm VV', '2024-07-09 01:02 America/New_York', '2024-07-09T05:02:00'],
  ])('%s of %j in Lisbon', (pattern, text, time) => {
    expect(datetimeParser(pattern, 'Europe/Lisbon')(text)).toBe(micros(time));
  });

  test('the wall clock keeps it beside the time', () => {
    const local = micros('2024-07-09T01:02:00');
    expect(localParser('yyyy-MM-dd HH:mm X')('2024-07-09 01:02 -03')).toEqual({ local, zone: -10_800 });
    expect(localParser('yyyy-MM-dd HH:mm VV')('2024-07-09 01:02 Asia/Tokyo')).toEqual({ local, zone: 'Asia/Tokyo' });
    expect(localParser('yyyy-MM-dd HH:mm')('2024-07-09 01:02')).toEqual({ local, zone: undefined });
  });
});

test('a pattern that looks like a regular expression is taken as it is', () => {
  const parse = datetimeParser("yyyy.*(MM)+|^$'\\d'", 'UTC');
  expect(parse('2024.*(07)+|^$\\d')).toBe(micros('2024-07-01T00:00:00'));
  expect(parse('2024xx(07)+|^$\\d')).toBeUndefined();
});

describe('a time that was written is read again', () => {
  test.each([
    'yyyy-MM-dd HH:mm:ss.SSSSSS', "d MMMM y 'o''clock' hh:mm:ss.SSSSSS a", 'G yyyy DDD kk:mm:ss.SSSSSS', 'M/d/yyyy KK:mm:ss.SSSSSS a XXX',
    'yyyyMMddHHmmssSSSSSS', 'yyyy-MM-dd[ HH:mm:ss[.SSSSSS]]', 'y-L-d H:m:s.SSSSSS VV', 'yyyy-MM-dd HH:mm:ss.SSSSSS O',
  ])('%s', (pattern) => {
    const [format, parse] = [datetimeFormatter(pattern, 'UTC'), datetimeParser(pattern, 'UTC')];
    fc.assert(
      fc.property(fc.bigInt(micros('0001-01-01T00:00:00'), micros('9999-12-31T23:59:59')), (time) => {
        expect(parse(format(time))).toBe(time);
      }),
    );
  }); // prettier-ignore
});
