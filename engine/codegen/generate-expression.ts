import { bigintLiteral } from './bigint-literal.ts';
import { isInteger, type Scalar } from '../columnar/vector.ts';
import type { CallExpression, CastExpression, TypedExpression } from '../expressions/typed.ts';
import type { DataType } from '../types/data-type.ts';
import type { BytesCode } from '../expressions/define-function.ts';
import { either } from './either.ts';
import { CodeContext, NULL_CODE, type ByteCode, type ExpressionCode } from './code-context.ts';
import { scalarBranches } from './branches.ts';
import { plainValue } from './plain-value.ts';
import { memoised } from './memoised-expression.ts';

/** The JavaScript of a typed expression for the current row. */
export function generateExpression(e: TypedExpression, g: CodeContext): ExpressionCode {
  switch (e.node) {
    case 'literal':
      return literal(e.value, g);
    case 'column':
      return g.column(e);
    case 'field':
      return structField(e, g);
    case 'call':
    case 'cast':
      return memoised(e, g) ?? call(e, g);
    case 'lambda':
      return { code: '', isNull: 'false', value: lambda(e, g) };
    case 'aggregate':
    case 'generator':
      throw new Error(`${e.name} reached the row loop; it belongs to an operator of its own`);
  }
}

function literal(value: Scalar, g: CodeContext): ExpressionCode {
  if (value === null || value === undefined) return NULL_CODE;
  if (typeof value === 'boolean') return { code: '', isNull: 'false', value: String(value) };
  if (typeof value === 'number' && Number.isInteger(value) && !Object.is(value, -0)) {
    return { code: '', isNull: 'false', value: value < 0 ? `(${value})` : String(value) };
  }
  if (typeof value === 'bigint') return { code: '', isNull: 'false', value: bigintLiteral(value) };
  const name = g.constant(value);
  if (value instanceof Uint8Array) {
    return { code: '', isNull: 'false', value: name, bytes: { arena: name, start: '0', end: String(value.length) } };
  }
  if (typeof value === 'string') {
    const bytes = utf8.encode(value);
    const range = { arena: g.constant(bytes), start: '0', end: String(bytes.length) };
    return { code: '', isNull: 'false', value: name, bytes: range, literal: value };
  }
  return { code: '', isNull: 'false', value: name };
}

const utf8 = new TextEncoder();

function structField(e: TypedExpression & { node: 'field' }, g: CodeContext): ExpressionCode {
  const child = g.expression(e.child);
  return g.fieldOf(child, e.ordinal);
}

function call(e: CallExpression | CastExpression, g: CodeContext): ExpressionCode {
  const args = e.node === 'cast' ? [e.child] : e.args;
  const { code } = e;
  if (code.form === 'generate') return code.generate(args, g);
  if (code.form === 'bytes') return bytesCall(code, args, e.type, g);
  const parts = args.map((arg) => g.bound(g.expression(arg)));
  const statements = parts.map((part) => part.code).join('\n');
  const isNull = parts.map((part) => part.isNull).reduce(either, 'false');
  if (isNull === 'true') return NULL_CODE;
  const values = parts.map((part) => part.value);
  if (code.form === 'inline') {
    const value = code.inline(values, g);
    if (isNull === 'false') return { code: statements, isNull, value };
    const name = g.fresh();
    const nothing = plainValue(e.type) ?? 'undefined';
    return { code: `${statements}\nconst ${name} = ${isNull} ? ${nothing} : ${value};`, isNull, value: name };
  }
  const made = g.fresh('r');
  const invoke = `const ${made} = ${g.constant(code.kernel)}(${values.join(', ')});`;
  const mayBeNull = e.nullable ? `(${made} === null)` : 'false';
  if (isNull === 'false') return { code: `${statements}\n${invoke}`, isNull: mayBeNull, value: made };
  const result = scalarBranches(g, e.type);
  const taken = result.take({ code: invoke, isNull: mayBeNull, value: made });
  return result.result(`${statements}\n${result.declared} if (!${isNull}) { ${taken} }`);
}

const isText = (type: DataType): boolean => type.kind === 'string' || type.kind === 'binary';

/** A call on bytes and words: texts go in as (arena, start, end) and come out as a range, no JavaScript string is made. */
export function bytesCall(
  { gives, kernel, mayBeNull, takesWords = false, of = 0 }: BytesCode,
  args: readonly TypedExpression[],
  type: DataType,
  g: CodeContext,
): ExpressionCode {
  const statements: string[] = [];
  const nulls: string[] = [];
  const passed: string[] = [];
  const ranges: ByteCode[] = [];
  for (const arg of args) {
    const inWords = takesWords && isInteger(arg.type);
    const part = isText(arg.type) || inWords ? g.expression(arg) : g.bound(g.expression(arg));
    if (part.isNull === 'true') return NULL_CODE;
    statements.push(part.code);
    nulls.push(part.isNull);
    if (inWords) {
      const { code, words } = g.wordsOf(part, arg.type);
      statements.push(code);
      passed.push(words.array, words.at);
      continue;
    }
    if (!isText(arg.type)) {
      passed.push(part.value);
      continue;
    }
    const { code, bytes } = g.bytesOf(part, arg.type);
    statements.push(code);
    ranges.push(bytes);
    passed.push(bytes.arena, bytes.start, bytes.end);
  }
  const isNull = nulls.reduce(either, 'false');
  const unset = mayBeNull === true;
  const name = g.fresh();
  if (gives === 'value') {
    const invoke = `${g.constant(kernel)}(${passed.join(', ')})`;
    const read = isNull === 'false' ? invoke : `${isNull} ? ${unset ? 'null' : 'undefined'} : ${invoke}`;
    statements.push(`const ${name} = ${read};`);
    return { code: statements.join('\n'), isNull: unset ? `(${name} === null)` : isNull, value: name };
  }
  if (gives === 'words') {
    return g.storedInteger(type, ({ array }) => {
      const invoke = `${g.constant(kernel)}(${[array, ...passed].join(', ')})`;
      if (unset) statements.push(`const ${name} = ${isNull === 'false' ? '' : `${isNull} || `}${invoke} === false;`);
      else statements.push(isNull === 'false' ? `${invoke};` : `if (!${isNull}) ${invoke};`);
      return { code: statements.join('\n'), isNull: unset ? name : isNull };
    });
  }
  const { scratch } = g;
  const [start, end] = [g.fresh('s'), g.fresh('e')];
  const invoke = `${g.constant(kernel)}(${[scratch, ...passed].join(', ')})`;
  const called = unset ? `${name} = ${invoke} === false;` : `${invoke};`;
  const run =
    gives === 'slice'
      ? `${called} ${start} = ${scratch}.from; ${end} = ${scratch}.to;`
      : `${start} = ${scratch}.at; ${called} ${end} = ${scratch}.at;`;
  const declared = `let ${start} = 0, ${end} = 0${unset ? `, ${name} = ${isNull}` : ''};`;
  statements.push(declared, isNull === 'false' ? run : `if (!${isNull}) { ${run} }`);
  const arena = gives === 'slice' ? ranges[of]!.arena : `${scratch}.arena`;
  return g.textOfBytes(statements.join('\n'), unset ? name : isNull, { arena, start, end }, type);
}

/** A function of the parameters; nulls go in and out as null. */
function lambda(e: TypedExpression & { node: 'lambda' }, g: CodeContext): string {
  const names = e.parameters.map((parameter) => {
    const name = g.fresh('p');
    g.define(parameter.id, { code: '', isNull: `(${name} === null)`, value: name });
    return name;
  });
  const body = g.expression(e.body);
  const result = body.isNull === 'false' ? body.value : `${body.isNull} ? null : ${body.value}`;
  return `((${names.join(', ')}) => { ${body.code}\nreturn ${result}; })`;
}
