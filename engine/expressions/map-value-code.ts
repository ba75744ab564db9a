import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { either } from '../codegen/generate-expression.ts';
import { equalRanges } from '../types/byte-ranges.ts';
import { equalScalars } from '../types/compare.ts';
import type { DataType, MapType } from '../types/data-type.ts';
import { orNull } from './function-code.ts';
import { isDeterministic, type CallExpression, type TypedExpression } from './typed.ts';

type Entries = readonly (readonly [unknown, unknown])[];

/** The most entries whose keys are compared each with each. */
const FEW = 6;

/** The code of `map[key]`: the value of an equal key, NULL if there is none. Of `map(k, v, ...)` no map is made. */
export function mapValueCode(args: readonly TypedExpression[], g: CodeContext): ExpressionCode {
  const [child, key] = args as [TypedExpression, TypedExpression];
  const { key: type } = child.type as MapType;
  const call =
    child.node === 'call' && child.name === 'map' && isDeterministic(child) && isCompared(type) ? child : null;
  if (call !== null && call.args.length <= 2 * FEW) return valueAmong(call, key, type, g);
  const [entries, wanted] = [g.bound(g.expression(child)), g.bound(g.expression(key))];
  const isNull = either(entries.isNull, wanted.isNull);
  const name = g.fresh();
  const found = `${g.constant(finder(type))}(${entries.value}, ${wanted.value})`;
  const read = isNull === 'false' ? found : `${isNull} ? null : ${found}`;
  return {
    code: `${entries.code}\n${wanted.code}\nconst ${name} = ${read};`,
    isNull: `(${name} === null)`,
    value: name,
  };
}

function finder(type: DataType): (entries: Entries, wanted: unknown) => unknown {
  const equal = equalScalars(type);
  return (entries, wanted) => {
    for (const entry of entries) if (equal(entry[0], wanted)) return entry[1] ?? null;
    return null;
  };
}

/** Whether equal keys are the same JavaScript values or the same bytes. */
function isCompared({ kind }: DataType): boolean {
  return ['byte', 'short', 'integer', 'date', 'long', 'timestamp', 'timestamp_ntz', 'decimal', 'string'].includes(kind);
}

function valueAmong(map: CallExpression, key: TypedExpression, type: DataType, g: CodeContext): ExpressionCode {
  const parts = map.args.map((arg) => {
    const part = g.expression(arg);
    return part.bytes === undefined ? g.bound(part) : part;
  });
  const keys = parts.filter((_, i) => i % 2 === 0);
  const wanted = g.bound(g.expression(key));
  const written = [...keys, wanted].map((part) => (type.kind === 'string' ? g.bytesOf(part, type) : null));
  const equal = (i: number, j: number): string => {
    const [a, b] = [written[i]?.bytes, written[j]?.bytes];
    const other = j === keys.length ? wanted : keys[j]!;
    if (a === undefined || b === undefined) return `${keys[i]!.value} === ${other.value}`;
    const ranges = [a.arena, a.start, a.end, b.arena, b.start, b.end].join(', ');
    return `${a.end} - ${a.start} === ${b.end} - ${b.start} && ${g.constant(equalRanges)}(${ranges})`;
  };
  const refused = keys.flatMap(({ isNull }, i) => [
    ...(isNull === 'false' ? [] : [isNull]),
    ...keys.slice(0, i).map((_, j) => `(${equal(i, j)})`),
  ]);
  // The map itself says what is wrong with its keys.
  const whole = map.code.form === 'generate' ? map.code.generate(map.args, g) : g.expression(map);
  const check = refused.length === 0 ? '' : `if (${refused.join(' || ')}) { ${whole.code} }`;
  const value = g.fresh();
  const chosen = keys.map((_, i) => `if (${equal(i, keys.length)}) ${value} = ${orNull(parts[2 * i + 1]!)};`);
  const find = chosen.join(' else ');
  const guarded =
    wanted.isNull === 'false' ? find : wanted.isNull === 'true' ? '' : `if (!${wanted.isNull}) { ${find} }`;
  const before = [...parts, wanted, ...written].map((part) => part?.code ?? '').join('\n');
  return { code: `${before}\n${check}\nlet ${value} = null;\n${guarded}`, isNull: `(${value} === null)`, value };
}
