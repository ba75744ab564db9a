import type { DataType } from '../types/data-type.ts';
import type { Scalar } from '../columnar/vector.ts';

/**
 * Expressions as the user wrote them: plain data, one kind for each of Spark Connect's expression messages. Nothing is
 * resolved here; the analyzer turns them into typed expressions.
 */
export type Expression =
  | LiteralExpression
  | { readonly kind: 'attribute'; readonly name: string; readonly planId?: number }
  | { readonly kind: 'star'; readonly target?: string }
  | FunctionExpression
  | { readonly kind: 'expression_string'; readonly text: string }
  | {
      readonly kind: 'alias';
      readonly child: Expression;
      readonly names: readonly string[];
      /** Whether the names stand in parentheses, as only those of a generator may. */
      readonly isList?: true;
    }
  | { readonly kind: 'cast'; readonly child: Expression; readonly type: DataType | string; readonly mode: CastMode }
  | SortOrder
  | { readonly kind: 'extract'; readonly child: Expression; readonly extraction: Expression }
  | { readonly kind: 'lambda'; readonly body: Expression; readonly parameters: readonly string[] }
  | { readonly kind: 'lambda_variable'; readonly name: string }
  | UserFunctionExpression;

export type CastMode = 'ansi' | 'try';

export interface LiteralExpression {
  readonly kind: 'literal';
  readonly value: Scalar;
  readonly type: DataType;
}

export interface FunctionExpression {
  readonly kind: 'function';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly distinct?: boolean;
  /** The `+` of a lambda, which joins when one side is text, as in JavaScript. */
  readonly joinsText?: boolean;
  /** `agg(x) FILTER (WHERE condition)`. */
  readonly filter?: Expression;
}

export interface SortOrder {
  readonly kind: 'sort_order';
  readonly child: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** A row-wise JavaScript function of the user; it runs on the user's thread and is known here by its number. */
export interface UserFunctionExpression {
  readonly kind: 'user_function';
  readonly name: string;
  readonly functionId: number;
  readonly type: DataType;
  readonly args: readonly Expression[];
}
