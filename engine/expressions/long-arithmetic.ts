import { NULL_CODE, type CodeContext, type ExpressionCode } from '../codegen/code-context.ts';
import { either } from '../codegen/either.ts';
import type { ArithmeticOperator } from './arithmetic-operator.ts';
import { divideByZero, overflowOf, remainderByZero } from './arithmetic.ts';
import type { GenerateCode } from './define-function.ts';

/** Division of BIGINT by `/` is one of DOUBLE. */
type LongOperator = Exclude<ArithmeticOperator, '/'>;

/**
 * Arithmetic on BIGINT, as text in the row loop. V8 makes no objects there of bigints that are cut to 64 bits at once; it
 * does in functions that queries share, once it no longer pastes them into the loop.
 */
export const longArithmetic = (op: LongOperator): GenerateCode =>
  longCode((made, [left, right], g) => {
    const size = op === '*' ? `${g.nearestDouble(left!)} * ${g.nearestDouble(right!)}` : '';
    return STATEMENTS[op]({ made, a: left!.value, b: right!.value, size }, g);
  });

/** The negative, or the size, of a BIGINT or of an INTERVAL DAY TO SECOND. @param fail throws, where there is none */
export const oppositeLong = (which: 'negative' | 'size', fail: () => never): GenerateCode =>
  longCode((made, [arg], g) => {
    const a = arg!.value;
    const negated = `${made} = BigInt.asIntN(64, 0n - ${a}); if ((${a} & ${made}) < 0n) ${g.constant(fail)}();`;
    return which === 'negative' ? negated : `if (${a} >= 0n) ${made} = ${a}; else { ${negated} }`;
  });

/** Statements that give a new variable a value, for arguments that are not null and may be read again. */
const longCode = (
  statements: (made: string, parts: readonly ExpressionCode[], g: CodeContext) => string,
): GenerateCode => ({
  form: 'generate',
  generate(args, g) {
    const parts = args.map((arg) => g.bound(g.expression(arg)));
    const isNull = parts.map((part) => part.isNull).reduce(either, 'false');
    if (isNull === 'true') return NULL_CODE;
    const made = g.fresh();
    const run = statements(made, parts, g);
    const guarded = isNull === 'false' ? run : `if (!${isNull}) { ${run} }`;
    return { code: [...parts.map((part) => part.code), `let ${made} = 0n;`, guarded].join('\n'), isNull, value: made };
  },
});

interface Names {
  readonly made: string;
  readonly a: string;
  readonly b: string;
  /** Of a product: what it is nearly, as a double. */
  readonly size: string;
}

/** Products that are nearly smaller than this are within 64 bits. */
const SURE = 9.2e18;

const STATEMENTS: Readonly<Record<LongOperator, (names: Names, g: CodeContext) => string>> = {
  '+': ({ made, a, b }, g) =>
    `${made} = BigInt.asIntN(64, ${a} + ${b}); if (((${a} ^ ${made}) & (${b} ^ ${made})) < 0n) ${g.constant(FAIL['+'])}();`,
  '-': ({ made, a, b }, g) =>
    `${made} = BigInt.asIntN(64, ${a} - ${b}); if (((${a} ^ ${b}) & (${a} ^ ${made})) < 0n) ${g.constant(FAIL['-'])}();`,
  '*': ({ made, a, b, size }, g) => {
    const d = g.fresh('d');
    const check = `if (!(${d} < ${SURE} && ${d} > -${SURE})) ${g.constant(checkProduct)}(${a}, ${b});`;
    return `const ${d} = ${size}; ${check} ${made} = BigInt.asIntN(64, ${a} * ${b});`;
  },
  '%': (names, g) => remainder(names, g),
  pmod: (names, g) => {
    const { made, b } = names;
    return `${remainder(names, g)} if (${made} < 0n && ${b} > 0n) ${made} = BigInt.asIntN(64, ${made} + ${b});`;
  },
  div: ({ made, a, b }, g) =>
    `if (${b} === 0n) ${g.constant(failDivision)}(); ${made} = BigInt.asIntN(64, ${a} / ${b}); if ((${a} & ${b} & ${made}) < 0n) ${g.constant(FAIL.div)}();`,
};

const remainder = ({ made, a, b }: Names, g: CodeContext): string =>
  `if (${b} === 0n) ${g.constant(failRemainder)}(); ${made} = BigInt.asIntN(64, ${a} % ${b});`;

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
