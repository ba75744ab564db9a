import { childrenOf, isDeterministic, type TypedExpression } from '../expressions/typed.ts';
import type { CodeContext } from './code-context.ts';

/** Functions that compute their later arguments only when they need them. */
const LAZY: ReadonlySet<string> = new Set([
  'and', 'or', 'when', 'if', 'coalesce', 'nvl', 'ifnull', 'nvl2', 'nullif', 'nullifzero', 'zeroifnull', 'nanvl', 'in', 'elt',
]); // prettier-ignore

/**
 * Statements that compute what stands more than once in the given expressions, once each; from then on the context knows
 * them. Only what is computed for every row anyway is taken out, so that no error appears that was not there.
 */
export function repeatedCode(expressions: readonly TypedExpression[], g: CodeContext): string {
  const seen = new Map<number, { readonly e: TypedExpression; times: number }>();
  const visit = (e: TypedExpression): void => {
    if (e.node !== 'call' && e.node !== 'cast' && e.node !== 'field') return;
    const number = g.numbers.of(e);
    const known = seen.get(number);
    if (known !== undefined) {
      known.times++;
      return;
    }
    for (const child of computed(e)) visit(child);
    // Inputs come before what is made of them: they are taken out first.
    seen.set(number, { e, times: 1 });
  };
  for (const e of expressions) visit(e);
  const statements: string[] = [];
  for (const { e, times } of seen.values()) {
    if (times < 2 || e.node === 'field' || !isDeterministic(e)) continue;
    const code = g.bound(g.expression(e));
    statements.push(code.code);
    g.know(e, code);
  }
  return statements.join('\n');
}

/** The parts of an expression that are computed whenever it is. */
const computed = (e: TypedExpression): readonly TypedExpression[] =>
  e.node === 'call' && LAZY.has(e.name) ? e.args.slice(0, 1) : childrenOf(e).filter((child) => child.node !== 'lambda');
