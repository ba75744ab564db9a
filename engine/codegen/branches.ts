import { layoutOf } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';
import type { ByteCode, CodeContext, ExpressionCode } from './code-context.ts';
import { orNull } from './or-null.ts';
import { plainValue } from './plain-value.ts';

/** A result that one of several branches gives: a variable that is null until a branch sets it. */
export interface Branches {
  readonly declared: string;
  /** A condition: no branch gave a value yet. */
  readonly unset: string;
  /** Statements that compute a branch and take its value, null included. */
  take(branch: ExpressionCode): string;
  /** The result, once the statements of the branches stand before it. */
  result(code: string): ExpressionCode;
}

/** Branches of a type: texts and binaries pass as ranges of bytes, other values as they are. */
export const branches = (g: CodeContext, type: DataType): Branches =>
  type.kind === 'string' || type.kind === 'binary'
    ? textBranches(g, type)
    : layoutOf(type) === 'i128'
      ? integerBranches(g, type)
      : scalarBranches(g, type);

/** Branches whose values are JavaScript's. Numbers that might be null would be objects to V8: whether there is one is said apart. */
export function scalarBranches(g: CodeContext, type: DataType): Branches {
  const initial = plainValue(type);
  if (initial === null) return objectBranches(g);
  const [name, unset] = [g.fresh(), g.fresh('u')];
  return {
    declared: `let ${name} = ${initial}, ${unset} = true;`,
    unset,
    take({ code, isNull, value }) {
      if (isNull === 'true') return `${code}\n${unset} = true;`;
      if (isNull === 'false') return `${code}\n${name} = ${value}; ${unset} = false;`;
      return `${code}\n${unset} = ${isNull}; if (!${unset}) ${name} = ${value};`;
    },
    result: (code) => ({ code, isNull: unset, value: name }),
  };
}

function objectBranches(g: CodeContext): Branches {
  const name = g.fresh();
  const unset = `(${name} === null)`;
  return {
    declared: `let ${name} = null;`,
    unset,
    take: (branch) => `${branch.code}\n${name} = ${orNull(branch)};`,
    result: (code) => ({ code, isNull: unset, value: name }),
  };
}

/** The words of the branch that gave a value: they stay where they are. */
function integerBranches(g: CodeContext, type: DataType): Branches {
  const [array, at] = [g.fresh('a'), g.fresh('p')];
  const unset = `(${array} === null)`;
  return {
    declared: `let ${array} = null, ${at} = 0;`,
    unset,
    take(branch) {
      if (branch.isNull === 'true') return `${branch.code}\n${array} = null;`;
      const { code, words } = g.wordsOf(branch, type);
      const set = `${array} = ${words.array}; ${at} = ${words.at};`;
      if (branch.isNull === 'false') return `${branch.code}\n${code}\n${set}`;
      return `${branch.code}\n${code}\nif (${branch.isNull}) ${array} = null; else { ${set} }`;
    },
    result: (code) => g.wideInteger(code, unset, { array, at }),
  };
}

function textBranches(g: CodeContext, type: DataType): Branches {
  const [arena, start, end] = [g.fresh('a'), g.fresh('s'), g.fresh('e')];
  const unset = `(${arena} === null)`;
  const set = (from: ByteCode): string => `${arena} = ${from.arena}; ${start} = ${from.start}; ${end} = ${from.end};`;
  return {
    declared: `let ${arena} = null, ${start} = 0, ${end} = 0;`,
    unset,
    take(branch) {
      if (branch.isNull === 'true') return `${branch.code}\n${arena} = null;`;
      const { code, bytes } = g.bytesOf(branch, type);
      if (branch.isNull === 'false') return `${branch.code}\n${code}\n${set(bytes)}`;
      return `${branch.code}\n${code}\nif (${branch.isNull}) ${arena} = null; else { ${set(bytes)} }`;
    },
    result: (code) => g.textOfBytes(code, unset, { arena, start, end }, type),
  };
}

/** Whether a condition holds: not null and true. */
export const holds = (condition: ExpressionCode): string =>
  condition.isNull === 'true'
    ? 'false'
    : condition.isNull === 'false'
      ? condition.value
      : `!${condition.isNull} && ${condition.value}`;
