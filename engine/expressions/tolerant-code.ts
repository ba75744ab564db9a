import { isMillraceError } from '../types/errors.ts';
import type { BoundScalar, BytesCode, GenerateCode } from './define-function.ts';
import { orNull } from './function-code.ts';

/**
 * The same computation with null in place of an error: the `try_` functions.
 *
 * @param fails a condition over the arguments under which it is known to fail: an error costs as much as many rows
 */
export function tolerant(bound: BoundScalar, fails?: (args: readonly string[]) => string): BoundScalar {
  const { code, args } = bound;
  if (code.form === 'generate') return { ...bound, nullable: true, code: tolerantStatements(code) };
  if (code.form === 'bytes') return { ...bound, nullable: true, code: tolerantBytes(code) };
  return {
    ...bound,
    nullable: true,
    code: {
      form: 'generate',
      generate(parts, g) {
        const codes = parts.map((part) => g.bound(g.expression(part)));
        const statements = codes.map((part) => part.code).join('\n');
        if (codes.some((part) => part.isNull === 'true')) {
          return { code: statements, isNull: 'true', value: 'null' };
        }
        const values = codes.map((part) => part.value);
        const text =
          code.form === 'inline' ? code.inline(values, g) : `${g.constant(code.kernel)}(${values.join(', ')})`;
        const nulls = codes.map((part) => part.isNull).filter((isNull) => isNull !== 'false');
        if (fails !== undefined) nulls.push(fails(values));
        const name = g.fresh();
        const guard = nulls.length === 0 ? '' : `${nulls.join(' || ')} ? null : `;
        const attempt = `${g.constant(orNullOnError)}(() => ${text})`;
        return {
          code: `${statements}\nconst ${name} = ${guard}${attempt};`,
          isNull: `(${name} === null)`,
          value: name,
        };
      },
    },
    args,
  };
}

/** Arguments are computed outside: their errors are no failures of the function. */
const tolerantStatements = (code: GenerateCode): GenerateCode => ({
  form: 'generate',
  generate(args, g) {
    const parts = args.map((arg) => (arg.node === 'literal' ? null : g.repeatable(g.expression(arg))));
    const held = args.map((arg, i) => (parts[i] == null ? arg : g.standIn(arg, parts[i])));
    const statements = parts.map((part) => part?.code ?? '');
    const made = code.generate(held, g);
    const name = g.fresh();
    const kept = `try {\n${made.code}\n${name} = ${orNull(made)};\n} catch (error) { ${g.constant(throwUnlessOurs)}(error); }`;
    return {
      code: `${statements.join('\n')}\nlet ${name} = null;\n${kept}`,
      isNull: `(${name} === null)`,
      value: name,
    };
  },
});

function throwUnlessOurs(error: unknown): void {
  if (!isMillraceError(error)) throw error;
}

function tolerantBytes(code: BytesCode): BytesCode {
  const compute = code.kernel as (...args: unknown[]) => unknown;
  const ofFailure = code.gives === 'value' ? null : false;
  const kernel = (...args: unknown[]): unknown => {
    try {
      return compute(...args);
    } catch (error) {
      if (isMillraceError(error)) return ofFailure;
      throw error;
    }
  };
  return { ...code, kernel, mayBeNull: true };
}

function orNullOnError(compute: () => unknown): unknown {
  try {
    return compute();
  } catch (error) {
    if (isMillraceError(error)) return null;
    throw error;
  }
}
