import { INTEGER, STRING } from '../../../types/data-type.ts';
import { AnalysisError, RuntimeError } from '../../../types/errors.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';
import { charCount, sliceChars } from '../../code-points.ts';
import { defineFunction } from '../../define-function.ts';
import { kernel, nullKernel } from '../../function-code.ts';
import { accepted, coerced, literalOf } from '../../signature.ts';
import { anyOf, BYTES, INT, TEXT } from '../../type-pattern.ts';

export const overlay = defineFunction({
  name: 'overlay',
  group: 'string',
  description: 'The text with len characters from pos replaced.',
  parameters: ['input', 'replace', 'pos', 'len?'],
  examples: [{ sql: "overlay('Spark SQL', '_', 6)", result: 'Spark_SQL' }],
  pretty: (args) => `overlay(${args.join(', ')})`,
  bind(given, context) {
    const binary = given.length > 1 && given.slice(0, 2).every((arg) => arg.type.kind === 'binary');
    const kind = binary ? BYTES : TEXT;
    const args = coerced(
      { args: [kind, kind, INT, INT], required: 3, defaults: { 3: literalOf(-1, INTEGER) } },
      given,
      context,
    );
    const text = (s: string, by: string, pos: number, len: number): string => {
      const size = len >= 0 ? len : charCount(by);
      return sliceChars(s, 0, pos - 1) + by + sliceChars(s, pos - 1 + size, Infinity);
    };
    const bytes = (s: Uint8Array, by: Uint8Array, pos: number, len: number): Uint8Array => {
      const size = len >= 0 ? len : by.length;
      return new Uint8Array(
        Buffer.concat([s.slice(0, Math.max(0, pos - 1)), by, s.slice(Math.max(0, pos - 1 + size))]),
      );
    };
    return {
      args,
      type: args[0]!.type,
      nullable: args.some((arg) => arg.nullable),
      code: binary ? kernel(bytes) : kernel(text),
    };
  },
});

export const mask = defineFunction({
  name: 'mask',
  group: 'string',
  description: 'The text with letters and digits replaced; NULL in place of a replacement keeps that kind.',
  parameters: ['input', 'upperChar?', 'lowerChar?', 'digitChar?', 'otherChar?'],
  examples: [{ sql: "mask('abcd-EFGH-8765')", result: 'xxxx-XXXX-nnnn' }],
  bind(given, context) {
    if (given.length === 0) {
      throw new AnalysisError({
        condition: 'REQUIRED_PARAMETER_NOT_FOUND',
        sqlState: '4274K',
        message:
          'Cannot invoke routine `mask` because the parameter named `str` is required, but the call gave no value.',
      });
    }
    const defaults = {
      1: literalOf('X', STRING),
      2: literalOf('x', STRING),
      3: literalOf('n', STRING),
      4: literalOf(null, STRING),
    };
    const args = coerced({ args: [TEXT, TEXT, TEXT, TEXT, TEXT], required: 1, defaults }, given, context);
    const f = (
      text: string | null,
      upper: string | null,
      lower: string | null,
      digit: string | null,
      other: string | null,
    ): string | null => {
      if (text === null) return null;
      return [...text]
        .map((c) =>
          /\p{Lu}/u.test(c)
            ? (upper ?? c)
            : /\p{Ll}/u.test(c)
              ? (lower ?? c)
              : /\p{Nd}/u.test(c)
                ? (digit ?? c)
                : (other ?? c),
        )
        .join('');
    };
    return { args, type: STRING, nullable: args[0]!.nullable, code: nullKernel(f) };
  },
});

export const elt = defineFunction({
  name: 'elt',
  group: 'string',
  description: 'The argument at a place, counted from 1.',
  parameters: ['n', 'input1', 'input2', '...'],
  examples: [{ sql: "elt(1, 'scala', 'java')", result: 'scala' }],
  bind(given, context) {
    if (given.length < 2) throw wrongArgumentCount('elt', '> 1', given.length);
    const binary = given.slice(1).every((arg) => arg.type.kind === 'binary');
    const args = given.map((arg, i) => accepted(arg, i, i === 0 ? INT : binary ? BYTES : anyOf(TEXT), given, context));
    const pick = (n: number | null, ...values: unknown[]): unknown => {
      if (n === null) return null;
      if (n < 1 || n > values.length) {
        throw new RuntimeError({
          condition: 'INVALID_ARRAY_INDEX',
          sqlState: '22003',
          message: `The index ${n} is out of bounds. The array has ${values.length} elements.`,
        });
      }
      return values[n - 1];
    };
    return { args, type: args[1]!.type, nullable: true, code: nullKernel(pick as (...args: never[]) => unknown) };
  },
});
