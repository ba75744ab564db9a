import { INTEGER, isIntegral, type DataType } from '../../../types/data-type.ts';
import { typeMismatch, unexpectedInputType, wrongArgumentCount } from '../../analysis-errors.ts';
import { defineGenerator, type GeneratorFunction, type FunctionExample } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { checkCount } from '../../signature.ts';
import { ANY_ARRAY, ANY_MAP, anyOf, arrayOf, ANY_STRUCT } from '../../type-pattern.ts';

type Rows = (...args: never[]) => Iterable<readonly unknown[]>;
type Output = { readonly name: string; readonly type: DataType; readonly nullable: boolean };

const exploder = (
  name: string,
  withPosition: boolean,
  outer: boolean,
  description: string,
  example: FunctionExample,
): GeneratorFunction =>
  defineGenerator({
    name,
    group: 'generator',
    description,
    parameters: ['expr'],
    examples: [example],
    bind(args, context) {
      checkCount(args.length, 1, 1, context.functionName);
      const { type } = args[0]!;
      const place: Output[] = withPosition ? [{ name: 'pos', type: INTEGER, nullable: outer }] : [];
      if (type.kind === 'array') {
        const output = [...place, { name: 'col', type: type.element, nullable: outer || type.containsNull }];
        return { args, code: { output, outer, each: { item: 'element', position: withPosition } } };
      }
      if (type.kind === 'map') {
        const output = [
          ...place,
          { name: 'key', type: type.key, nullable: outer },
          { name: 'value', type: type.value, nullable: outer || type.valueContainsNull },
        ];
        return { args, code: { output, outer, each: { item: 'entry', position: withPosition } } };
      }
      throw unexpectedInputType(context.sql(args), 0, anyOf(ANY_ARRAY, ANY_MAP), args[0]!);
    },
  });

export const explode = exploder('explode', false, false, 'One row for each element of an array or entry of a map.', {
  sql: 'explode(array(10, 20))',
  result: '10; 20',
});
export const explodeOuter = exploder(
  'explode_outer',
  false,
  true,
  'Like explode, with a row of NULL for an empty or NULL array.',
  { sql: 'explode_outer(array())', result: 'NULL' },
);
export const posexplode = exploder('posexplode', true, false, 'One row for each element, with its position.', {
  sql: 'posexplode(array(10, 20))',
  result: '0, 10; 1, 20',
});
export const posexplodeOuter = exploder(
  'posexplode_outer',
  true,
  true,
  'Like posexplode, with a row of NULLs for an empty or NULL array.',
  { sql: "posexplode_outer(map('a', 1))", result: '0, a, 1' },
);

const inliner = (name: string, outer: boolean, description: string, example: FunctionExample): GeneratorFunction =>
  defineGenerator({
    name,
    group: 'generator',
    description,
    parameters: ['expr'],
    examples: [example],
    bind(args, context) {
      checkCount(args.length, 1, 1, context.functionName);
      const { type } = args[0]!;
      if (type.kind !== 'array' || type.element.kind !== 'struct')
        throw unexpectedInputType(context.sql(args), 0, arrayOf(ANY_STRUCT), args[0]!);
      const { fields } = type.element;
      const output = fields.map((f) => ({ ...f, nullable: outer || f.nullable || type.containsNull }));
      return { args, code: { output, outer, each: { item: 'entry', position: false } } };
    },
  });

export const inlineRows = inliner('inline', false, 'One row for each struct of an array.', {
  sql: "inline(array(struct(1, 'a'), struct(2, 'b')))",
  result: '1, a; 2, b',
});
export const inlineOuter = inliner(
  'inline_outer',
  true,
  'Like inline, with a row of NULLs for an empty or NULL array.',
  { sql: "inline_outer(array(struct(1, 'a')))", result: '1, a' },
);

export const stack = defineGenerator({
  name: 'stack',
  group: 'generator',
  description: 'The arguments in n rows.',
  parameters: ['n', 'expr1', '...'],
  examples: [{ sql: 'stack(2, 1, 2, 3, 4)', result: '1, 2; 3, 4' }],
  bind(args, context) {
    if (args.length < 2) throw wrongArgumentCount('stack', '> 1', args.length);
    const [count, ...values] = args;
    if (!isConstant(count!) || !isIntegral(count!.type))
      throw typeMismatch('NON_FOLDABLE_INPUT', context.sql(args), 'the input `n` should be a foldable INT expression.');
    const n = Number(evaluateConstant(count!));
    if (!(n > 0))
      throw typeMismatch(
        'VALUE_OUT_OF_RANGE',
        context.sql(args),
        `The \`n\` must be between (0, 2147483647] (current value = ${n}).`,
      );
    const width = Math.ceil(values.length / n);
    const output = Array.from({ length: width }, (_, i) => ({
      name: `col${i}`,
      type: values[i]!.type,
      nullable: true,
    }));
    values.forEach((value, i) => {
      const wanted = output[i % width]!.type;
      if (value.type.kind !== wanted.kind && value.type.kind !== 'void') {
        throw typeMismatch(
          'STACK_COLUMN_DIFF_TYPES',
          context.sql(args),
          `The data type of the column (${i % width}) do not have the same type.`,
        );
      }
    });
    const rows = function* (...all: unknown[]): Generator<readonly unknown[]> {
      for (let r = 0; r < n; r++) yield Array.from({ length: width }, (_, c) => all[r * width + c] ?? null);
    };
    return { args: values, code: { output, outer: false, rows: rows as Rows } };
  },
});
