import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bzip2 } from '../../../../connectors/files/codecs/bzip2.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Numbers below a bound, by the generator of ANSI C. */
function atRandom(count: number, below: number): Uint8Array {
  let state = 1n;
  return Uint8Array.from({ length: count }, () => {
    state = (state * 1103515245n + 12345n) % 2n ** 31n;
    return Number(state >> 16n) % below;
  });
}

const decoded = async (file: Uint8Array, most = 1e9): Promise<{ bytes: Buffer; damage: string | null }> => {
  const { bytes: made, damage } = await bzip2.decode(file, most);
  return { bytes: Buffer.from(made), damage };
};

/** Written by Python's bz2 module, which is libbzip2. */
const WRITTEN: readonly (readonly [what: string, bytes: Uint8Array, file: string])[] = [
  ['nothing', new Uint8Array(0), 'QlpoORdyRThQkAAAAAA='],
  ['one byte', bytes('a'), 'QlpoOTFBWSZTWRmTm2sAAAABACAAIAAhGEaC7kinChIDMnNtYA=='],
  ['three equal bytes', bytes('aaa'), 'QlpoOTFBWSZTWR/l384AAAEBACAAIAAwjBQYu5IpwoSA/y7+cA=='],
  ['four, which are a run of none more', bytes('aaaa'), 'QlpoOTFBWSZTWYgSM6YAAAJBAEAAIAAgACEAggsXckU4UJCIEjOm'],
  ['five', bytes('aaaaa'), 'QlpoOTFBWSZTWUSkMD0AAAJBACAAIAAgACEAggsXckU4UJBEpDA9'],
  ['the longest run', bytes('a'.repeat(259)), 'QlpoOTFBWSZTWUutlGwAAALBAMAAIAAACCAAIKptQZjFR4u5IpwoSCXWyjYA'],
  [
    'one more than the longest run',
    bytes('a'.repeat(260)),
    'QlpoOTFBWSZTWavKTH0AAALBAKAAIAAACCAAIKptQZjFR4u5IpwoSFXlJj6A',
  ],
  [
    'a run that follows a full one',
    bytes('a'.repeat(259 + 4) + 'b'),
    'QlpoOTFBWSZTWZiZjgIAAALBAIQAMAAACCAAIZpoM00JF1Ti7kinChITEzHAQA==',
  ],
  [
    'runs of two bytes in turn',
    bytes('aaaabbbb'.repeat(3)),
    'QlpoOTFBWSZTWbDCMUsAAAfBAEAAMAAgADDMCJpMDMhni7kinChIWGEYpYA=',
  ],
  [
    'every byte',
    Uint8Array.from({ length: 256 }, (_, i) => i),
    'QlpoOTFBWSZTWba17pUAAAB/////////////////////////////////////////////sADFUgAAAAAAAAAAAAAAAAAAAAABMAmAAAAAAAAAAAAAAEwABMAEmAAmAAJgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAkwAEwABMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPwCAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4SFhoeIiYqLjI2Oj5CRkpWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr/AwcLDxMXGxcbHyMnKy8zNzs/Q0dLT1NXW19jZ2tvc3d7f4OHi4+Tl5ufo6err7O3u7/Dx8vP09fb3+Pn6+/z9F3JFOFCQtrXulQ=',
  ],
  [
    'every byte backwards, twice',
    Uint8Array.from({ length: 512 }, (_, i) => 255 - (i % 256)),
    'QlpoMTFBWSZTWcgfDtYAAP//////////////////////////////////////////////sAFwAJMABMAATAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAKqqgJgJgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACTAATAAEwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgKBIGgiCv+QZB0IQlCkLQx/6Goch6IIiiSJooiqLIujCMo0jaOI6jyPpAkKRJGkiSpMk6UJSlSVpYlqXJemCYpkmaaJqmybpwnKdJ2niep8n6gKCoShqIoqjKOpCkqUpamKapynqgqKpKmqiqqsq6sKyrStq4rqvK+sCwrEsayLKsyzrQtK1LWti2rct64LiuS5rouq7LuvC8r0va+L6vy/sAwLBMGwjCsMw7EMSxTFsYxrHMeyDIskybKMqyzLswzLNM2zjOs8z7QNC0TRtI0rTNO1DUtU1bWNa1zXtg2LZNm2jats27cNy3Tdt43rfN+4DguE4biOK4zjuQ5LlOW5jmuc57oOi6Tpuo6rrOu7Dsu07buO67zvvA8LxPG8jyvM870PS9T1vY9r3Pe+D4vk+b6Pq+z7vw/L9P2/j+v6/wu5IpwoSGQPh2sA=',
  ],
  ['zeros', new Uint8Array(1000), 'QlpoNTFBWSZTWQHo0GAAAAHAAcAAAIAACCAAIKptQZi6g8XckU4UJAB6NBgA'],
  [
    'a text with its period',
    bytes('banana '.repeat(20)),
    'QlpoOTFBWSZTWZF1itEAADGRAEAAMAEgADDNNApUeniYTExMJwu5IpwoSEi6xWiA',
  ],
  [
    'several blocks',
    bytes('abcdefghi\n'.repeat(25_000)),
    'QlpoMTFBWSZTWXLiTKEAJw5BAAAQP+AgAHBADAKVQwmcVBUeKgqPaoKj5UFRhUFRlUFRpUFRtUFR+qCo4qCo6YoKyTKazmG08lgB1KoIAACB/wEAA4IAYBSqGEzioKjxUFR6qCo+qgqMKgqMqgqNKgqNqgqP1QVHFQVHTFBWSZTWcgMZk8AHVFBAAAQP+AgAGoKVCaGBSqGCbhQqMUhUZpCoxqkKjBQqMlCo0UKjZQqPyhUcKFR0XckU4UJCb6GhdA==',
  ],
  [
    'a run over the border of blocks',
    bytes('z'.repeat(6_000_000)),
    'QlpoMTFBWSZTWXttq+AADQSAgIAQAAggACCkCDSoKjEqCo5igrJMprOf4FjsAA3QAwEEAAAgABBAAGGYClNOMUVLYKKl4u5IpwoSByVvdsA=',
  ],
  [
    'few letters at random',
    atRandom(700, 3),
    'QlpoOTFBWSZTWZGZ2M0AARtAAHIAQAGzV1koZpoNPaqBp+lQJMom06uVjKcSGOhuiaxwsaY6lqYqYziXNMapjWmTFzguTWrJmXVUhp73N6SkUVjrKoa2W1sGlaNYVVrKljjicw6EhR1FaoURhJIYR3VxSk6aLgzNpnWuZVs01pHNNZLVHFpcjMlK1jqUU2asKhrBGpqppllkzhMGXTLTrTWWdk12OiyczmtVmjWS5lka1csmJWZU4HVrorHLTOQzjmsmp1JbfF3JFOFCQkZnYzQ=',
  ],
  [
    'many tables of codes',
    Uint8Array.from([...atRandom(500, 40), ...atRandom(500, 3), ...atRandom(500, 120)]),
    'QlpoOTFBWSZTWYkHQL0AAkh/gH//////9/9//////////4BQA94AbqJC4A6Ym1PU9Jk9JtA1NMNAJjKemk2p6TT1M1MNBM01MyamnommmCYTTCFVPTT00nqYmUbU8Q2giZhJ5R6TIGQPRDQaAAAAAAAqqf6amyanoNJtTTVP00p+TKJ+lPyGKj9SflNTxQ9Q0DRp6jINGQ9Q9QGgaMcAANAANAZAAADQABpoAAAAANABp5VKm1Mm1D1NBiaB6gNA0aYmIaAAaAyAaDQaAAANDApEi0oisIhSiwiKrIkBhCDGmRjBApSBABphCNMEBVZeEssIAhBCKIArCQaYAIsZd2lu4X2hsdZcmqvr+AX6qotJQURpEIUDAgQgwSIkKhEUYFIg0UUrApEhh2ISxVFUgjCKiAsCEGmBFoUuNu7rsV2d7dvf9nWp37VsLaokGMWAIEGoVGLFKgkS61ZZBKCiAwiCMYkQQiRGJSjShQQiCwKQBAAojCiiM3HAeDeWi5qyD1QsJQjPzdNKmSVaTidxuQYilYNsVIFWJdWiyU5b3J77IHx34FiUOOOQGohdsQl6ZHtPKzfoR0Q3ZGDIWiaI68loUG9G3j6hRNU/Oe7bdYN0y0O4VcjZE42Voqs0Z4ZxR85kZL2LkMH5eSylKgEASN601YtquCBQkC2MHhdk2h54DPvtHgOurL934TmHtl3t1cVZY3sghJMghUbdSYMQDCh63OqpXbU2CeyDRCqSkrWIHGGfY1Ctt4WLLoIr1J09OC0G+HLZ/pU8Ey06R07WRvngnEL7a7uu131DMWC0H+OvVBGDLKS+5BMMWkMLw2KHaLaAciCK0oMtq5EhpMPoAeHNDdGByMKmwvzxV0mq0Dx7VyeKU6iqZWWlEGuZOpcIsM7XwUo3lKbYYap2PJOdBlEmEAqA9n3BWWq39d6+w2YNWG4hEqAVcKreUsu1AMYuDcgdljeb3ds4JEVJGF6/h79DU+O1j6zQFWD6mdNV5NNqkXJnowvVyobRnayBdgBNRnVkCHZWXMuqGyAJ+K7K1ucXeEpExCCv6QygCika5Wc2Uj5Yx5qlXAj5eT/uzn4Zpc2yziJcikMDjuFUGRGLrxYLonykH2P4RWbyL9xFSJt4ecr7DqGugXp03DKwY5EsUkLDcL931C9BRT4yEXoWmR0fs74hFd8jzEhozxGs7Kjg1eAkrA+MWLUFaPHq0qYAKJRxhc3JYck1yzfxWr5pp55uZyKhtjhzHwxq2TPCFs50aeulmoOzSDMdt/Ds3QYYQk9oAnxRnMd8zdkSNOgKCMjjN4/zaPZudzGYROH5U77M5+WBe26mlkhw/tkZouJq2DrU3ApRBTbVwSPVJHyixcMNbWPgAaKkGQTDBQ2VKzWIw4l7A1V6blCou04+ksZZdSwGYYn9BvS4XT6733wX4xqUalleIABXJFhjcwZz9BVhOR9B7G1cwJPoWB0FKdFS1OYjQuF5h6d6NMbXxuyyZKxczHw16qd+E962QlwWVlPxL3WeW8smg9zq2M9bqYm+903uHf4u5IpwoSESDoF6',
  ],
];

test.each(WRITTEN)('reads %s', async (_, wanted, file) => {
  const { bytes: made, damage } = await decoded(Buffer.from(file, 'base64'));
  expect(damage).toBe(null);
  expect(made.equals(wanted)).toBe(true);
});

test('reads files that stand behind each other as one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...WRITTEN.slice(0, 10)), { maxLength: 5 }), async (files) => {
      const { bytes: made, damage } = await decoded(
        Buffer.concat(files.map(([, , file]) => Buffer.from(file, 'base64'))),
      );
      expect(damage).toBe(null);
      expect(made.equals(Buffer.concat(files.map(([, wanted]) => wanted)))).toBe(true);
    }),
    { numRuns: 20 },
  );
});

const TEXT = bytes('to be or not to be, to be');
const FILE = Buffer.from('QlpoOTFBWSZTWYOuck0AAAsRgEAEEgGUACAAIjIepoQwIFxCxcnqclGV4u5IpwoSEHXOSaA=', 'base64');
/** Bits that may be turned without a change of what libbzip2 reads: of the size of blocks, and behind the end. */
const IDLE_BITS = [28, 31, 112, 251, 252, 254, 255, 258, 259, 265, 267, 419, 420, 421, 422, 423];

test('every turned bit that libbzip2 finds is found, and nothing is made up', async () => {
  const unseen: number[] = [];
  for (let bit = 0; bit < FILE.length * 8; bit++) {
    const turned = Uint8Array.from(FILE);
    turned[bit >> 3]! ^= 0x80 >> (bit & 7);
    const { bytes: made, damage } = await decoded(turned);
    if (damage === null) unseen.push(bit);
    expect(made.length === 0 || made.equals(TEXT)).toBe(true);
  }
  expect(unseen).toEqual(IDLE_BITS);
});

test('a file that ends too early gives the blocks before its end', async () => {
  const [, wanted, file] = WRITTEN.find(([what]) => what === 'several blocks')!;
  const whole = Buffer.from(file, 'base64');
  const lengths = new Set<number>();
  for (let length = 1; length < whole.length; length++) {
    const { bytes: made, damage } = await decoded(whole.subarray(0, length));
    expect(damage).not.toBe(null);
    expect(made.equals(wanted.subarray(0, made.length))).toBe(true);
    lengths.add(made.length);
  }
  expect(lengths.size).toBe(4);
});

test.each<[what: string, file: Uint8Array, damage: string, bytes: Uint8Array]>([
  ['another file', bytes('PK\x03\x04 and more'), 'it is no bzip2 file', new Uint8Array(0)],
  ['bytes behind the end', Buffer.concat([FILE, bytes('more')]), 'something else behind its end', TEXT],
  [
    'a size of blocks that there is not',
    Buffer.concat([bytes('BZh0'), FILE.subarray(4)]),
    'its header',
    new Uint8Array(0),
  ],
  [
    'no mark of a block',
    Buffer.concat([FILE.subarray(0, 4), bytes('123456789012')]),
    'does not begin',
    new Uint8Array(0),
  ],
])('tells of %s', async (_, file, damage, wanted) => {
  const found = await decoded(file);
  expect(found.damage).toContain(damage);
  expect(found.bytes.equals(wanted)).toBe(true);
});

test('reads no more than it may', async () => {
  expect((await decoded(FILE, TEXT.length)).damage).toBe(null);
  await expect(decoded(FILE, TEXT.length - 1)).rejects.toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' });
});
