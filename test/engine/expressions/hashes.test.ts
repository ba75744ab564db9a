import { crc32 as zlibCrc32 } from 'node:zlib';
import { hash as nodeHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Murmur3 } from '../../../engine/expressions/murmur3.ts';
import { mixPresent, type ScalarHash } from '../../../engine/expressions/scalar-hash.ts';
import { XxHash64 } from '../../../engine/expressions/xxhash64.ts';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { DOUBLE, INTEGER, type DataType } from '../../../engine/types/data-type.ts';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import { bound, columnsOf } from './sql-value.ts';

/** XXH64 of bytes as its specification writes it, with bigints. */
function xxh64(bytes: Uint8Array, seed: bigint): bigint {
  const [P1, P2, P3, P4, P5] = [
    0x9e3779b185ebca87n, 0xc2b2ae3d27d4eb4fn, 0x165667b19e3779f9n, 0x85ebca77c2b2ae63n, 0x27d4eb2f165667c5n,
  ] as const; // prettier-ignore
  const u = (n: bigint): bigint => BigInt.asUintN(64, n);
  const turn = (n: bigint, bits: bigint): bigint => u((n << bits) | (u(n) >> (64n - bits)));
  const round = (acc: bigint, lane: bigint): bigint => u(turn(u(acc + lane * P2), 31n) * P1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let h = u(seed + P5);
  if (bytes.length >= 32) {
    const acc = [u(seed + P1 + P2), u(seed + P2), u(seed), u(seed - P1)];
    for (; at + 32 <= bytes.length; at += 32)
      for (let k = 0; k < 4; k++) acc[k] = round(acc[k]!, view.getBigUint64(at + 8 * k, true));
    h = u(turn(acc[0]!, 1n) + turn(acc[1]!, 7n) + turn(acc[2]!, 12n) + turn(acc[3]!, 18n));
    for (const a of acc) h = u((h ^ round(0n, a)) * P1 + P4);
  }
  h = u(h + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) h = u(turn(h ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4);
  if (at + 4 <= bytes.length) {
    h = u(turn(h ^ u(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
    at += 4;
  }
  for (; at < bytes.length; at++) h = u(turn(h ^ u(BigInt(bytes[at]!) * P5), 11n) * P1);
  h = u((h ^ (h >> 33n)) * P2);
  h = u((h ^ (h >> 29n)) * P3);
  return BigInt.asIntN(64, h ^ (h >> 32n));
}

/** Murmur3 of 32 bits over words, with bigints. */
function murmur3(words: readonly number[], length: number, seed: number): number {
  const u = (n: bigint): bigint => BigInt.asUintN(32, n);
  const turn = (n: bigint, bits: bigint): bigint => u((n << bits) | (u(n) >> (32n - bits)));
  let h = u(BigInt(seed));
  for (const w of words) {
    const k = u(turn(u(BigInt(w) * 0xcc9e2d51n), 15n) * 0x1b873593n);
    h = u(turn(h ^ k, 13n) * 5n + 0xe6546b64n);
  }
  h ^= BigInt(length);
  h = u((h ^ (h >> 16n)) * 0x85ebca6bn);
  h = u((h ^ (h >> 13n)) * 0xc2b2ae35n);
  return Number(BigInt.asIntN(32, h ^ (h >> 16n)));
}

function hashed<S>(hash: ScalarHash<S>, type: DataType, value: unknown): S {
  hash.begin();
  mixPresent(type)(hash, value as never);
  return hash.result();
}

/** A function of one value as generated code computes it. */
const ofValue = (sql: string, column: string): ((value: Scalar) => unknown) => {
  const columns = columnsOf(column);
  const f = compileExpression(bound(sql, columns), columns);
  return (value) => f([value]);
};

const littleEndian = (n: bigint, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Number(BigInt.asUintN(8, n >> BigInt(8 * i))));
const signed = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer).getInt32(at, true);

/** Bytes of all lengths around the steps of the algorithms, lying somewhere inside a longer arena. */
const ranges = fc.tuple(fc.uint8Array({ maxLength: 140 }), fc.nat(9), fc.nat(9));
const longs = fc.oneof(
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.constantFrom(0n, 1n, -1n, 2n ** 31n, 2n ** 32n, -(2n ** 32n), 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)),
);

describe('hashes of ranges of bytes', () => {
  test('are those of the bytes alone', () => {
    fc.assert(
      fc.property(ranges, ([bytes, before, after]) => {
        const arena = new Uint8Array(before + bytes.length + after).fill(255);
        arena.set(bytes, before);
        const [xx, murmur] = [new XxHash64(), new Murmur3()];
        for (const hash of [xx, murmur]) hash.bytes(arena, before, before + bytes.length);
        const whole = bytes.length >> 2;
        const words = Array.from({ length: whole }, (_, i) => signed(bytes.slice(), 4 * i));
        const tail = [...new Int8Array(bytes.slice(4 * whole).buffer)];
        expect(xx.result()).toBe(xxh64(bytes, 42n));
        expect(murmur.result()).toBe(murmur3([...words, ...tail], bytes.length, 42));
      }),
      { numRuns: 400 },
    );
  });
});

describe('hashes of numbers', () => {
  test.each(['x', 'x + 0'])('of 64 bits, %s', (sql) => {
    const [xxhash64, hash] = [ofValue(`xxhash64(${sql})`, 'x BIGINT'), ofValue(`hash(${sql})`, 'x BIGINT')];
    fc.assert(
      fc.property(longs, (n) => {
        const bytes = littleEndian(n, 8);
        expect(xxhash64(n)).toBe(xxh64(bytes, 42n));
        expect(hash(n)).toBe(murmur3([signed(bytes, 0), signed(bytes, 4)], 8, 42));
      }),
    );
  });
  test('of 32 bits', () => {
    fc.assert(
      fc.property(fc.integer(), (n) => {
        expect(hashed(new XxHash64(), INTEGER, n)).toBe(xxh64(littleEndian(BigInt(n), 4), 42n));
        expect(hashed(new Murmur3(), INTEGER, n)).toBe(murmur3([n], 4, 42));
      }),
    );
  });
  test.each([[-0, 0], [NaN, 0 / 0], [NaN, -NaN]])('%d counts as %d', (a, b) => {
    expect(hashed(new XxHash64(), DOUBLE, a)).toBe(hashed(new XxHash64(), DOUBLE, b));
    expect(hashed(new Murmur3(), DOUBLE, a)).toBe(hashed(new Murmur3(), DOUBLE, b));
  }); // prettier-ignore
  test('of structs, arrays and maps are those of their parts, one after the other', () => {
    const columns = columnsOf('a BIGINT, b STRING, c DECIMAL(30,3)');
    const same = (nested: string, parts: string): void => {
      const [f, g] = [nested, parts].map((args) => compileExpression(bound(`xxhash64(${args})`, columns), columns));
      for (const row of [[1n, 'x', 7n], [-1n, null, 2n ** 70n], [null, 'é', null], [null, null, null]]) {
        expect(f!(row), `${nested} of ${row.join()}`).toBe(g!(row));
      }
    };
    same('struct(a, b, c)', 'a, b, c');
    same("named_struct('s', struct(b, a), 'c', c)", 'b, a, c');
    same('array(a, -a, a)', 'a, -a, a');
    same('array(struct(c, array(b)), NULL)', 'c, b');
    same('transform(array(1, 2), k -> struct(a + k, b))', 'a + 1, b, a + 2, b');
    same('if(a IS NULL, NULL, array(a))', 'a');
  }); // prettier-ignore
  test('in generated code hashes follow one another, nulls left out', () => {
    const columns = columnsOf('a BIGINT, b STRING, c INT');
    const f = compileExpression(bound('array(xxhash64(a, b, c), CAST(hash(a, b, c) AS BIGINT))', columns), columns);
    const g = compileExpression(bound('array(xxhash64(b, a), CAST(hash(b, a) AS BIGINT))', columns), columns);
    expect(f([null, 'é', null])).toEqual(f([null, 'é', null]));
    expect(f([1n, 'x', null])).not.toEqual(g([1n, 'x', null]));
    expect(f([null, 'x', null])).toEqual(g([null, 'x', null]));
  });
});

const lengths = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: 240, maxLength: 600 }));

describe('digests are those of OpenSSL and zlib', () => {
  test.each([
    ['md5(b)', 'md5'], ['sha1(b)', 'sha1'], ['sha2(b, 0)', 'sha256'], ['sha2(b, 224)', 'sha224'],
    ['sha2(b, 256)', 'sha256'], ['sha2(b, 384)', 'sha384'], ['sha2(b, 512)', 'sha512'],
  ])('%s', (sql, algorithm) => {
    const f = ofValue(sql, 'b BINARY');
    fc.assert(fc.property(lengths, (bytes) => void expect(f(bytes)).toBe(nodeHash(algorithm, bytes, 'hex'))));
  }); // prettier-ignore
  test('crc32(b)', () => {
    const f = ofValue('crc32(b)', 'b BINARY');
    fc.assert(fc.property(lengths, (bytes) => void expect(f(bytes)).toBe(BigInt(zlibCrc32(bytes)))));
  });
  test.each([1, 100, 1024])('sha2 of %d bits is NULL', (bits) => {
    expect(ofValue(`sha2(b, ${bits})`, 'b BINARY')(Uint8Array.of(1))).toBeNull();
  });
});

describe('encodings', () => {
  test('hex, base64 and back', () => {
    const [hex, base64] = [ofValue('hex(b)', 'b BINARY'), ofValue('base64(b)', 'b BINARY')];
    const [unhexed, unbased] = [ofValue('unhex(hex(b))', 'b BINARY'), ofValue('unbase64(base64(b))', 'b BINARY')];
    fc.assert(
      fc.property(lengths, (bytes) => {
        const lines =
          Buffer.from(bytes)
            .toString('base64')
            .match(/.{1,76}/g) ?? [];
        expect(hex(bytes)).toBe(Buffer.from(bytes).toString('hex').toUpperCase());
        expect(base64(bytes)).toBe(lines.join('\r\n'));
        expect(unhexed(bytes)).toEqual(bytes);
        expect(unbased(bytes)).toEqual(bytes);
      }),
    );
  });
  test('hex of BIGINT', () => {
    const columns = columnsOf('n BIGINT');
    const f = compileExpression(bound('hex(n)', columns), columns);
    fc.assert(fc.property(longs, (n) => void expect(f([n])).toBe(BigInt.asUintN(64, n).toString(16).toUpperCase())));
  });
  test.each([
    ['ABC', [0x0a, 0xbc]], ['', []], ['0g', null], ['g', null], ['é', null], ['fF', [255]],
  ])('unhex of %s', (text, bytes) => {
    const columns = columnsOf('s STRING');
    const f = compileExpression(bound('unhex(s)', columns), columns);
    expect(f([text])).toEqual(bytes === null ? null : Uint8Array.from(bytes));
  }); // prettier-ignore
  test.each([
    ['QQ==', 'A'], ['QQ', 'A'], ['QU I=', 'AB'], ['QUI', 'AB'], ['Q*UI', 'AB'], ['', ''], ['QUJD\r\nREVG', 'ABCDEF'],
  ])('unbase64 of %j', (text, plain) => {
    const columns = columnsOf('s STRING');
    const f = compileExpression(bound('unbase64(s)', columns), columns);
    expect(Buffer.from(f([text]) as Uint8Array).toString()).toBe(plain);
  }); // prettier-ignore
});
