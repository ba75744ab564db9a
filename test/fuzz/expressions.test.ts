import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import * as F from '../../engine/api/functions.ts';
import type { DataFrame } from '../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { damagedExpression, expression } from './expression-texts.ts';
import { runsOf, SEED } from './fuzz-seed.ts';
import { fuzzTable } from './fuzz-table.ts';
import { internalError } from './internal-error.ts';

let session: MillraceSession;
let table: DataFrame;
beforeAll(async () => {
  session = await sessionOn(systemClock, nodeFileSystem());
  table = await fuzzTable(session);
});

/** Runs something that may fail, but only by an error that says what it is about. */
async function expectOwnErrors(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    expect(internalError(error)).toBeNull();
  }
}

const PROPERTIES: readonly (readonly [name: string, texts: fc.Arbitrary<string>, runs: number])[] = [
  ['random', expression, 1200],
  ['damaged', damagedExpression, 500],
];

test.each(PROPERTIES)(
  `%s expressions give rows or an error with a condition (seed ${SEED})`,
  { timeout: 600_000 },
  async (_, texts, runs) => {
    const property = fc.asyncProperty(texts, (text) => expectOwnErrors(() => table.selectExpr(text).collect()));
    await fc.assert(property, { seed: SEED, numRuns: runsOf(runs) });
  },
);

/** What a program may give where a column or a value is wanted. */
const argument = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    'i',
    'x',
    '*',
    'st.a',
    'no such',
    0,
    -1,
    1.5,
    NaN,
    Infinity,
    2 ** 60,
    10n ** 30n,
    true,
  ),
  fc.constantFrom<unknown>([], [1], {}, { a: 1 }, new Date(NaN), new Map(), new Uint8Array(2), Symbol('s'), () => 1),
  fc.constantFrom<unknown>(F.col('i'), F.col('ai'), F.lit('a'), F.lit(null), F.expr('l + 1'), F.window('ts', '1 day')),
);
const functions = Object.entries(F as unknown as Record<string, unknown>).filter(
  (entry): entry is [string, (...args: unknown[]) => never] => typeof entry[1] === 'function',
);

test(
  `functions of F with any arguments give rows or an error with a condition (seed ${SEED})`,
  { timeout: 600_000 },
  async () => {
    const call = fc.tuple(fc.constantFrom(...functions), fc.array(argument, { maxLength: 4 }));
    const property = fc.asyncProperty(call, ([[, make], args]) =>
      expectOwnErrors(async () => table.select(make(...args)).collect()),
    );
    await fc.assert(property, { seed: SEED, numRuns: runsOf(800) });
  },
);
