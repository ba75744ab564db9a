import type { DataType } from '../types/data-type.ts';
import type { Scalar } from '../columnar/vector.ts';
import type { CastMode } from './expression.ts';
import type { AggregateCode, GeneratorCode, ScalarCode } from './define-function.ts';

/** A column as operators know it: by number, so that equal names never mix. */
export interface Attribute {
  readonly id: number;
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  /** Names in front of the dot that reach it (`o` in `o.id`). */
  readonly qualifier?: readonly string[];
  /** The delay in microseconds when the column carries event time of a watermark. */
  readonly watermarkDelay?: bigint;
  /** Set on the struct that `window(...)` made. */
  readonly timeWindow?: boolean;
  /** Set on the struct that `session_window(...)` made: who groups by it merges what is near. */
  readonly sessionWindow?: boolean;
}

/** An expression whose names, types and nullability are known. */
export type TypedExpression =
  | { readonly node: 'literal'; readonly value: Scalar; readonly type: DataType; readonly nullable: boolean }
  | ColumnReference
  | CallExpression
  | CastExpression
  | {
      readonly node: 'field';
      readonly child: TypedExpression;
      readonly ordinal: number;
      readonly name: string;
      readonly type: DataType;
      readonly nullable: boolean;
    }
  | AggregateExpression
  | GeneratorExpression
  | LambdaExpression;

export interface ColumnReference {
  readonly node: 'column';
  readonly id: number;
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
}

export interface CallExpression {
  readonly node: 'call';
  readonly name: string;
  readonly args: readonly TypedExpression[];
  readonly type: DataType;
  readonly nullable: boolean;
  readonly code: ScalarCode;
  /** False for `rand()`, `uuid()` and the like. */
  readonly deterministic: boolean;
  /** Arguments that live in `code` alone (a format, an escape, a lambda): calls that differ here are not the same. */
  readonly constants?: string;
  /** What the function keeps of its arguments for the planner (`window`: its durations). */
  readonly data?: unknown;
  readonly pretty?: Pretty;
}

/** The text a column is named after, where it is not `name(args)`; by the arguments where they may become others (constants that are folded). */
export type Pretty = string | ((args: readonly TypedExpression[]) => string);

export interface CastExpression {
  readonly node: 'cast';
  readonly child: TypedExpression;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly mode: CastMode;
  readonly code: ScalarCode;
  /** Put in by type coercion: names of columns leave it out. */
  readonly implicit?: boolean;
}

export interface AggregateExpression {
  readonly node: 'aggregate';
  readonly name: string;
  readonly args: readonly TypedExpression[];
  /** Constant arguments and directions, which live in `code`; two aggregates that differ here are not the same. */
  readonly constants: string;
  readonly distinct: boolean;
  /** Of one with DISTINCT: its code without. */
  readonly plainCode?: AggregateCode;
  readonly filter: TypedExpression | null;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly code: AggregateCode;
  readonly pretty?: Pretty;
}

/** `explode` and its kin: one row becomes several. */
export interface GeneratorExpression {
  readonly node: 'generator';
  readonly name: string;
  readonly args: readonly TypedExpression[];
  readonly type: DataType;
  readonly nullable: boolean;
  readonly code: GeneratorCode;
  readonly pretty?: Pretty;
}

export interface LambdaExpression {
  readonly node: 'lambda';
  /** Column ids under which the body sees its parameters. */
  readonly parameters: readonly ColumnReference[];
  readonly body: TypedExpression;
  readonly type: DataType;
  readonly nullable: boolean;
}

/** The parts an expression is made of. */
export function childrenOf(e: TypedExpression): readonly TypedExpression[] {
  switch (e.node) {
    case 'literal':
    case 'column':
      return [];
    case 'call':
    case 'generator':
      return e.args;
    case 'aggregate':
      return e.filter === null ? e.args : [...e.args, e.filter];
    case 'cast':
    case 'field':
      return [e.child];
    case 'lambda':
      return [e.body];
  }
}

/** The same expression with each part replaced. */
export function mapChildren(e: TypedExpression, f: (child: TypedExpression) => TypedExpression): TypedExpression {
  switch (e.node) {
    case 'literal':
    case 'column':
      return e;
    case 'call':
    case 'generator':
      return { ...e, args: e.args.map(f) };
    case 'aggregate':
      return { ...e, args: e.args.map(f), filter: e.filter === null ? null : f(e.filter) };
    case 'cast':
    case 'field':
      return { ...e, child: f(e.child) };
    case 'lambda':
      return { ...e, body: f(e.body) };
  }
}

/** The expression with `f` applied to every part, leaves first. */
export function transformUp(e: TypedExpression, f: (e: TypedExpression) => TypedExpression): TypedExpression {
  return f(mapChildren(e, (child) => transformUp(child, f)));
}

/** Whether some part of the expression satisfies the test. */
export function someExpression(e: TypedExpression, test: (e: TypedExpression) => boolean): boolean {
  return test(e) || childrenOf(e).some((child) => someExpression(child, test));
}

/** Whether an expression of one row gives the same each time. */
export const isDeterministic = (e: TypedExpression): boolean =>
  !someExpression(e, (part) => (part.node === 'call' && !part.deterministic) || part.node === 'aggregate');

/** Column ids that the expression reads. */
export function referencedColumns(e: TypedExpression, into: Set<number> = new Set()): Set<number> {
  if (e.node === 'column') into.add(e.id);
  for (const child of childrenOf(e)) referencedColumns(child, into);
  return into;
}

/** A reference to an attribute. */
export const reference = (a: Attribute): ColumnReference => ({
  node: 'column',
  id: a.id,
  name: a.name,
  type: a.type,
  nullable: a.nullable,
});

let lastColumnId = 0;

/** A column number that no other column of this thread has. */
export const freshColumnId = (): number => ++lastColumnId;
