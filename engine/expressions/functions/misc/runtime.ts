import type { ExpressionRuntime } from '../../../codegen/generated-runtime.ts';
import { DOUBLE, LONG, STRING, VOID } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { setWhole, type Words } from '../../../types/int128.ts';
import { nonFoldable } from '../../analysis-errors.ts';
import { putRandomUuid } from '../../bytes/random-uuid.ts';
import { defineFunction, type GenerateCode, type ScalarCode, type ScalarFunction } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { nullKernel, runtimeKernel } from '../../function-code.ts';
import { prettySql } from '../../pretty-sql.ts';
import { accepted, checkCount, literalOf } from '../../signature.ts';
import { BIGINT, BOOL, TEXT } from '../../type-pattern.ts';
import { XORShift } from '../../xor-shift.ts';

const random = (
  name: string,
  next: (generator: XORShift) => number,
  plain: (uniform: () => number) => number,
  description: string,
): ScalarFunction =>
  defineFunction({
    name,
    ...(name === 'rand' ? { aliases: ['random'] } : {}),
    group: 'math',
    description,
    parameters: ['seed?'],
    examples: [],
    deterministic: false,
    bind(given, context) {
      checkCount(given.length, 0, 1, context.functionName);
      if (given.length === 0) {
        const of = (runtime: ExpressionRuntime): number => plain(() => runtime.random());
        return { args: [], type: DOUBLE, nullable: false, code: runtimeKernel(of) };
      }
      const seed = accepted(given[0]!, 0, BIGINT, given, context);
      if (!isConstant(seed)) throw nonFoldable(context.sql(given), prettySql(seed), 'BIGINT');
      const start = (evaluateConstant(seed) as bigint | null) ?? 0n;
      const generators = new WeakMap<object, XORShift>();
      let last: { readonly runtime: object; readonly generator: XORShift } | null = null;
      const of = (runtime: ExpressionRuntime): number => {
        if (last?.runtime !== runtime) {
          const generator = generators.get(runtime) ?? new XORShift(start);
          generators.set(runtime, generator);
          last = { runtime, generator };
        }
        return next(last.generator);
      };
      return { args: [], type: DOUBLE, nullable: false, code: runtimeKernel(of), pretty: context.sql(given) };
    },
  });

export const rand = random(
  'rand',
  (g) => g.nextDouble(),
  (u) => u(),
  'A random number of [0, 1), the same sequence for one seed.',
);
export const randn = random(
  'randn',
  (g) => g.nextGaussian(),
  (u) => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u()),
  'A random number of the standard normal distribution.',
);

export const uuid = defineFunction({
  name: 'uuid',
  group: 'misc',
  description: 'A random UUID.',
  parameters: [],
  examples: [],
  deterministic: false,
  bind(args, context) {
    checkCount(args.length, 0, 0, context.functionName);
    const code: ScalarCode = {
      form: 'generate',
      generate(_, g) {
        const { scratch } = g;
        const [start, end] = [g.fresh('s'), g.fresh('e')];
        const put = `const ${start} = ${scratch}.at; ${g.constant(putRandomUuid)}(${scratch}, X.random); const ${end} = ${scratch}.at;`;
        return g.textOfBytes(put, 'false', { arena: `${scratch}.arena`, start, end }, STRING);
      },
    };
    return { args: [], type: STRING, nullable: false, code };
  },
});

export const monotonicallyIncreasingId = defineFunction({
  name: 'monotonically_increasing_id',
  group: 'misc',
  description: 'A number that grows from row to row.',
  parameters: [],
  examples: [],
  deterministic: false,
  bind(args, context) {
    checkCount(args.length, 0, 0, context.functionName);
    const store = (out: Words, runtime: ExpressionRuntime): void => {
      const n = runtime.rowNumber ?? 0;
      runtime.rowNumber = n + 1;
      setWhole(out, 0, n);
    };
    const generate: GenerateCode['generate'] = (_, g) =>
      g.storedInteger(LONG, ({ array }) => ({ code: `${g.constant(store)}(${array}, X);`, isNull: 'false' }));
    return {
      args: [],
      type: LONG,
      nullable: false,
      code: { form: 'generate', generate },
      pretty: 'monotonically_increasing_id()',
    };
  },
});

const userError = (message: string): RuntimeError =>
  new RuntimeError({ condition: 'USER_RAISED_EXCEPTION', sqlState: 'P0001', message });

export const raiseError = defineFunction({
  name: 'raise_error',
  group: 'misc',
  description: 'Fails with a message.',
  parameters: ['message'],
  examples: [],
  deterministic: false,
  bind(given, context) {
    checkCount(given.length, 1, 1, context.functionName);
    const args = [accepted(given[0]!, 0, TEXT, given, context)];
    const fail = (message: string | null): never => {
      throw userError(message ?? 'null');
    };
    return {
      args,
      type: VOID,
      nullable: true,
      code: nullKernel(fail),
      pretty: `raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ${prettySql(args[0]!)}))`,
    };
  },
});

export const assertTrue = defineFunction({
  name: 'assert_true',
  group: 'misc',
  description: 'NULL when expr is true, else an error.',
  parameters: ['expr', 'message?'],
  examples: [{ sql: 'assert_true(0 < 1)', result: 'NULL' }],
  bind(given, context) {
    checkCount(given.length, 1, 2, context.functionName);
    const test = accepted(given[0]!, 0, BOOL, given, context);
    const message =
      given[1] === undefined
        ? literalOf(`'${prettySql(given[0]!)}' is not true!`, STRING)
        : accepted(given[1], 1, TEXT, given, context);
    const check = (ok: boolean | null, text: string | null): null => {
      if (ok !== true) throw userError(text ?? 'null');
      return null;
    };
    return { args: [test, message], type: VOID, nullable: true, code: nullKernel(check) };
  },
});
