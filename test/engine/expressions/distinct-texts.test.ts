import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expr } from '../../../index.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { Interner } from '../../../engine/columnar/interner.ts';
import { lacksText, type TextRows } from '../../../engine/expressions/distinct-texts.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const text = fc.oneof(fc.constantFrom('', 'a', 'b', 'é', '日本'), fc.integer({ min: 0, max: 15 }).map(String));

test('a list keeps the first of equal texts, when the index is lost and when the numbers are others', () => {
  const step = fc.tuple(text, fc.constantFrom('number', 'other interner', 'no index'));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      let interner = new Interner(16);
      let list: TextRows = [];
      const seen = new Set<string>();
      for (const [value, how] of steps) {
        if (how === 'no index') list = [...list];
        if (how === 'other interner') interner = new Interner(16);
        const lacks = !seen.has(value);
        seen.add(value);
        expect(lacksText(list, interner.intern(value), interner)).toBe(lacks);
        if (lacks) list.push([value]);
      }
      expect(list).toEqual([...seen].map((value) => [value]));
      expect(Reflect.ownKeys(structuredClone(list))).toEqual([...list.keys()].map(String).concat('length'));
    }),
  );
});

test('texts counted once beside other aggregates are those of a set, a group at a time', async () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.option(text), fc.option(text)), { maxLength: 60 });
  const aggregates = ['count(DISTINCT a) AS a', 'count(DISTINCT b) AS b', 'max(DISTINCT a) AS most', 'count(1) AS n'];
  await fc.assert(
    fc.asyncProperty(rows, async (values) => {
      const given = await session
        .createDataFrame(values, 'k INT, a STRING, b STRING')
        .selectExpr('k', 'a', 'concat(b, a) AS b')
        .groupBy('k')
        .agg(...aggregates.map((text) => expr(text)))
        .orderBy('k')
        .collect();
      const wanted = [...new Set(values.map(([k]) => k))].sort().map((k) => {
        const group = values.filter((row) => row[0] === k);
        const a = new Set(group.flatMap(([, one]) => one ?? []));
        const b = new Set(group.flatMap(([, one, two]) => (one === null || two === null ? [] : [two + one])));
        const most = [...a].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y))).at(-1) ?? null;
        return { k, a: a.size, b: b.size, most, n: group.length };
      });
      expect(given).toEqual(wanted);
    }),
  );
});
