import { isIntegral, LONG, sameType, type DataType } from '../../../types/data-type.ts';
import { differentTypes, promoted, wrongOperandType } from '../../binary-operands.ts';
import { defineFunction, type ScalarCode, type ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { inline, kernel } from '../../function-code.ts';
import { checkCount, coerced } from '../../signature.ts';
import { anyOf, BIGINT, INT, INTEGRAL } from '../../type-pattern.ts';
import { INTEGER } from '../../../types/data-type.ts';

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
  return kernel(op === '<<' ? leftLong : rightLong(op === '>>'));
}

const CELL = new BigInt64Array(1);
const HALVES = new Int32Array(CELL.buffer);

/** A BIGINT is shifted as its halves: shifts of bigints make several. */
function leftLong(n: bigint, count: number): bigint {
  CELL[0] = n;
  const by = count & 63;
  const [low, high] = [HALVES[0]!, HALVES[1]!];
  if (by >= 32) {
    HALVES[0] = 0;
    HALVES[1] = low << (by - 32);
  } else if (by > 0) {
    HALVES[0] = low << by;
    HALVES[1] = (high << by) | (low >>> (32 - by));
  }
  return CELL[0];
}

const rightLong =
  (signed: boolean) =>
  (n: bigint, count: number): bigint => {
    CELL[0] = n;
    const by = count & 63;
    const [low, high] = [HALVES[0]!, HALVES[1]!];
    const filler = signed ? high >> 31 : 0;
    if (by >= 32) {
      HALVES[0] = signed ? high >> (by - 32) : high >>> (by - 32);
      HALVES[1] = filler;
    } else if (by > 0) {
      HALVES[0] = (low >>> by) | (high << (32 - by));
      HALVES[1] = signed ? high >> by : high >>> by;
    }
    return CELL[0];
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
