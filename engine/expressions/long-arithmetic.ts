import { NULL_CODE, type CodeContext, type ExpressionCode } from '../codegen/code-context.ts';
import { either } from '../codegen/either.ts';
import type { ArithmeticOperator } from './arithmetic-operator.ts';
import { divideByZero, overflowOf, remainderByZero } from './arithmetic.ts';
import type { GenerateCode } from './define-function.ts';

/** Division of BIGINT by `/` is one of DOUBLE. */
type LongOperator = Exclude<ArithmeticOperator, '/'>;

/** How a number is made of arguments that are not null and may be read again. */
interface LongCode {
  readonly value: string;
  /** Statements that fail where there is none, before and after it has got its name. */
  readonly before?: string;
  readonly after?: (made: string) => string;
  /** Whether any two bigints have a value. */
  readonly isTotal?: boolean;
}

/** Of one argument, or of two. */
type LongCodeOf = (left: ExpressionCode, right: ExpressionCode, g: CodeContext) => LongCode;

const fit = (text: string): string => `BigInt.asIntN(64, ${text})`;

/**
 * Code on BIGINT, as text in the row loop. V8 makes no objects there of bigints that are cut to 64 bits at once; it does in
 * functions that queries share, once it no longer pastes them into the loop.
 */
const onLongs = (codeOf: LongCodeOf): GenerateCode => ({
  form: 'generate',
  generate(args, g) {
    const found = args.map((arg) => g.expression(arg));
    const parts = found.map((part) => g.bound(part));
    const isNull = parts.map((part) => part.isNull).reduce(either, 'false');
    if (isNull === 'true') return NULL_CODE;
    const made = g.fresh();
    const { value, before = '', after = () => '', isTotal = false } = codeOf(parts[0]!, parts.at(-1)!, g);
    const unless = (run: string): string => (isNull === 'false' || run === '' ? run : `if (!${isNull}) { ${run} }`);
    // One that is computed for nothing costs less than a branch, and than what V8 makes of a number that comes by two ways.
    const always =
      isNull === 'false' || (isTotal && found.every((part) => part.safe === true || part.isNull === 'false'));
    const run = always
      ? `${unless(before)} let ${made} = ${value}; ${unless(after(made))}`
      : `let ${made} = 0n; ${unless(`${before} ${made} = ${value}; ${after(made)}`)}`;
    return { code: [...parts.map((part) => part.code), run].join('\n'), isNull, value: made, safe: true };
  },
});

/** Arithmetic on BIGINT. */
export const longArithmetic = (op: LongOperator): GenerateCode => onLongs(OPERATIONS[op]);

/** A division of decimals that are 64 bits when they are brought to one scale. */
export const scaledDivision = (op: 'div' | '%' | 'pmod', up: bigint, upRight: bigint): GenerateCode =>
  onLongs((left, right, g) => {
    const [a, b] = [g.fresh(), g.fresh()];
    const scaled = `const ${a} = ${fit(`${left.value} * ${up}n`)}, ${b} = ${fit(`${right.value} * ${upRight}n`)};`;
    const code = OPERATIONS[op]({ ...left, value: a }, { ...right, value: b }, g);
    return { ...code, before: `${scaled} ${code.before}` };
  });

/** The negative of a BIGINT or of an INTERVAL DAY TO SECOND. @param fail throws, where there is none */
export const negativeLong = (fail: () => never): GenerateCode =>
  onLongs(({ value: a }, _, g) => ({
    value: fit(`0n - ${a}`),
    after: (made) => `if ((${a} & ${made}) < 0n) ${g.constant(fail)}();`,
    isTotal: true,
  }));

/** The same number without its sign: a choice between it and its negative would be an object. */
export const sizeOfLong = (fail: () => never): GenerateCode =>
  onLongs(({ value: a }, _, g) => ({
    value: fit(`${a} * (1n | (${a} >> 63n))`),
    after: (made) => `if (${made} < 0n) ${g.constant(fail)}();`,
    isTotal: true,
  }));

/** Products that are nearly smaller than this are within 64 bits. */
const SURE = 9.2e18;

const OPERATIONS: Readonly<Record<LongOperator, LongCodeOf>> = {
  '+': ({ value: a }, { value: b }, g) => ({
    value: fit(`${a} + ${b}`),
    after: (made) => `if (((${a} ^ ${made}) & (${b} ^ ${made})) < 0n) ${g.constant(FAIL['+'])}();`,
    isTotal: true,
  }),
  '-': ({ value: a }, { value: b }, g) => ({
    value: fit(`${a} - ${b}`),
    after: (made) => `if (((${a} ^ ${b}) & (${a} ^ ${made})) < 0n) ${g.constant(FAIL['-'])}();`,
    isTotal: true,
  }),
  '*': (left, right, g) => {
    const d = g.fresh('d');
    const [a, b] = [left.value, right.value];
    const check = `if (!(${d} < ${SURE} && ${d} > -${SURE})) ${g.constant(checkProduct)}(${a}, ${b});`;
    return {
      before: `const ${d} = ${g.nearestDouble(left)} * ${g.nearestDouble(right)}; ${check}`,
      value: fit(`${a} * ${b}`),
      isTotal: true,
    };
  },
  '%': remainder,
  pmod: (left, right, g) => ({
    ...remainder(left, right, g),
    after: (made) => `if (${made} < 0n && ${right.value} > 0n) ${made} = ${fit(`${made} + ${right.value}`)};`,
  }),
  div: ({ value: a }, { value: b }, g) => ({
    before: `if (${b} === 0n) ${g.constant(failDivision)}();`,
    value: fit(`${a} / ${b}`),
    after: (made) => `if ((${a} & ${b} & ${made}) < 0n) ${g.constant(FAIL.div)}();`,
  }),
};

function remainder({ value: a }: ExpressionCode, { value: b }: ExpressionCode, g: CodeContext): LongCode {
  return { before: `if (${b} === 0n) ${g.constant(failRemainder)}();`, value: fit(`${a} % ${b}`) };
}

const failing = (op: LongOperator) => (): never => {
  throw overflowOf(op);
};

const FAIL = { '+': failing('+'), '-': failing('-'), '*': failing('*'), div: failing('div') };

function checkProduct(a: bigint, b: bigint): void {
  if (BigInt.asIntN(64, a * b) !== a * b) FAIL['*']();
}

function failDivision(): never {
  throw divideByZero();
}

function failRemainder(): never {
  throw remainderByZero();
}
