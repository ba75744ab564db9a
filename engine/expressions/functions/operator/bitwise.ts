import { INTEGER, isIntegral, LONG, sameType, type DataType } from '../../../types/data-type.ts';
import type { Words } from '../../../types/int128.ts';
import { differentTypes, promoted, wrongOperandType } from '../../binary-operands.ts';
import { defineFunction, type ScalarCode, type ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { inline, words } from '../../function-code.ts';
import { checkCount, coerced } from '../../signature.ts';
import { anyOf, BIGINT, INT, INTEGRAL } from '../../type-pattern.ts';

const bitwise = (op: '&' | '|' | '^', description: string, sql: string, result: string): ScalarFunction =>
  defineFunction({
    name: op,
    group: 'operator',
    description,
    parameters: ['left', 'right'],
    examples: [{ sql, result }],
    pretty: ([a, b]) => `(${a} ${op} ${b})`,
    bind(given, context) {
      checkCount(given.length, 2, 2, op);
      const [l, r] = promoted(given[0]!, given[1]!, context).map((e) =>
        e.type.kind === 'void' ? context.cast(e, INTEGER) : e,
      );
      if (!sameType(l!.type, r!.type)) throw differentTypes(given[0]!, given[1]!, context);
      if (!isIntegral(l!.type)) throw wrongOperandType(l!, r!, '"INTEGRAL"', context);
      return {
        args: [l!, r!],
        type: l!.type,
        nullable: l!.nullable || r!.nullable,
        code: inline(([a, b]) => `(${a} ${op} ${b})`),
      };
    },
  });

export const bitAnd = bitwise('&', 'Bits set on both sides.', '3 & 5', '1');
export const bitOr = bitwise('|', 'Bits set on one side.', '3 | 5', '7');
export const bitXor = bitwise('^', 'Bits set on exactly one side.', '3 ^ 5', '6');

export const bitNot = defineScalar({
  name: '~',
  group: 'operator',
  description: 'Every bit turned over.',
  parameters: ['expr'],
  examples: [{ sql: '~ 0', result: '-1' }],
  pretty: ([a]) => `~${a}`,
  args: [INTEGRAL],
  returns: ([a]) => a!.type,
  // V8 (of Node 24) keeps the bigint of a XOR in a register, but not that of a NOT.
  code: ([a]) => inline(([value]) => (a!.type.kind === 'long' ? `(${value} ^ -1n)` : `(~${value})`)),
});

const shift = (name: string, op: string, description: string, sql: string, result: string): ScalarFunction =>
  defineFunction({
    name,
    aliases: [op],
    group: 'operator',
    description,
    parameters: ['value', 'count'],
    examples: [{ sql, result }],
    pretty: ([a, b], called) => (called === op ? `(${a} ${op} ${b})` : `${called}(${a}, ${b})`),
    bind(given, context) {
      const args = coerced({ args: [anyOf(INT, BIGINT), INT] }, given, context);
      const { type } = args[0]!;
      return { args, type, nullable: args.some((arg) => arg.nullable), code: shiftCode(op, type) };
    },
  });

function shiftCode(op: string, type: DataType): ScalarCode {
  if (!sameType(type, LONG)) return inline(([a, b]) => (op === '>>>' ? `((${a} >>> ${b}) | 0)` : `(${a} ${op} ${b})`));
  return words(op === '<<' ? leftLong : rightLong(op === '>>'));
}

/** A BIGINT is shifted as its halves: shifts of bigints make several. */
function leftLong(out: Words, a: Words, at: number, count: number): void {
  const by = count & 63;
  const low = a[at]!;
  const high = a[at + 1]!;
  out[0] = by >= 32 ? 0 : low << by;
  out[1] = by >= 32 ? low << (by - 32) : by === 0 ? high : (high << by) | (low >>> (32 - by));
}

const rightLong =
  (signed: boolean) =>
  (out: Words, a: Words, at: number, count: number): void => {
    const by = count & 63;
    const low = a[at]!;
    const high = a[at + 1]!;
    const upper = by & 31;
    out[1] = by >= 32 ? (signed ? high >> 31 : 0) : signed ? high >> upper : high >>> upper;
    if (by >= 32) out[0] = signed ? high >> upper : high >>> upper;
    else out[0] = by === 0 ? low : (low >>> by) | (high << (32 - by));
  };

export const shiftLeft = shift('shiftleft', '<<', 'The bits of value moved to the left.', 'shiftleft(2, 1)', '4');
export const shiftRight = shift(
  'shiftright',
  '>>',
  'The bits of value moved to the right; the sign stays.',
  'shiftright(4, 1)',
  '2',
);
export const shiftRightUnsigned = shift(
  'shiftrightunsigned',
  '>>>',
  'The bits of value moved to the right; zeros come in.',
  'shiftrightunsigned(4, 1)',
  '2',
);
