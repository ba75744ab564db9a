import type { Expression, SortOrder } from '../expressions/expression.ts';
import type { Scalar } from '../columnar/vector.ts';
import type { DataType, StructType } from '../types/data-type.ts';
import type { Origin } from '../types/origin.ts';

/**
 * A DataFrame as the user built it: plain data, one kind for each relation of Spark Connect, so that the same tree is
 * analysed here or sent to a cluster. Nothing is checked when a node is made.
 */
export type Relation = RelationBody & {
  /** Where in the user's code the node was built. */
  readonly origin?: Origin;
};

/** A relation of one kind. */
export type RelationOf<K extends Relation['kind']> = Relation & { readonly kind: K };

export type RelationBody =
  | ReadRelation
  | { readonly kind: 'named_table'; readonly name: string; readonly streaming: boolean }
  /** Rows at hand: they travel beside the plan under this number. */
  | { readonly kind: 'local'; readonly schema: StructType; readonly localId: number }
  | {
      readonly kind: 'range';
      readonly start: bigint;
      readonly end: bigint;
      readonly step: bigint;
      readonly partitions?: number;
    }
  | { readonly kind: 'sql'; readonly query: string }
  | { readonly kind: 'project'; readonly input: Relation; readonly expressions: readonly Expression[] }
  | { readonly kind: 'filter'; readonly input: Relation; readonly condition: Expression }
  | {
      readonly kind: 'with_columns';
      readonly input: Relation;
      readonly columns: readonly { readonly name: string; readonly expression: Expression }[];
    }
  | {
      readonly kind: 'with_columns_renamed';
      readonly input: Relation;
      readonly renames: readonly { readonly from: string; readonly to: string }[];
    }
  | {
      readonly kind: 'drop';
      readonly input: Relation;
      readonly names: readonly string[];
      readonly columns: readonly Expression[];
    }
  | { readonly kind: 'to_df'; readonly input: Relation; readonly names: readonly string[] }
  | { readonly kind: 'subquery_alias'; readonly input: Relation; readonly alias: string }
  | JoinRelation
  | SetRelation
  | { readonly kind: 'sort'; readonly input: Relation; readonly order: readonly SortOrder[]; readonly global: boolean }
  | { readonly kind: 'limit'; readonly input: Relation; readonly limit: number }
  | { readonly kind: 'offset'; readonly input: Relation; readonly offset: number }
  | AggregateRelation
  | {
      readonly kind: 'deduplicate';
      readonly input: Relation;
      readonly columns: readonly string[];
      readonly allColumns: boolean;
      readonly withinWatermark: boolean;
    }
  | StateFunctionRelation
  | { readonly kind: 'with_watermark'; readonly input: Relation; readonly column: string; readonly delay: string }
  | {
      readonly kind: 'fill_na';
      readonly input: Relation;
      readonly columns: readonly string[];
      readonly values: readonly FillValue[];
    }
  | {
      readonly kind: 'drop_na';
      readonly input: Relation;
      readonly columns: readonly string[];
      readonly minNonNulls?: number;
    }
  | {
      readonly kind: 'sample';
      readonly input: Relation;
      readonly lowerBound: number;
      readonly upperBound: number;
      readonly withReplacement: boolean;
      readonly seed?: bigint;
    }
  | {
      readonly kind: 'observe';
      readonly input: Relation;
      readonly name: string;
      readonly metrics: readonly Expression[];
      /** The number of the user's `Observation` that waits for them. */
      readonly observationId?: number;
    }
  | {
      readonly kind: 'repartition';
      readonly input: Relation;
      readonly partitions?: number;
      readonly shuffle: boolean;
      readonly expressions: readonly Expression[];
    };

export interface ReadRelation {
  readonly kind: 'read';
  readonly format: string;
  /** DDL; empty when the format is to find it. */
  readonly schema: string;
  readonly options: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly streaming: boolean;
}

export type ConnectJoinType =
  'inner' | 'full_outer' | 'left_outer' | 'right_outer' | 'left_anti' | 'left_semi' | 'cross';

export interface JoinRelation {
  readonly kind: 'join';
  readonly left: Relation;
  readonly right: Relation;
  readonly type: ConnectJoinType;
  readonly condition?: Expression;
  readonly using: readonly string[];
}

export interface SetRelation {
  readonly kind: 'set_operation';
  readonly left: Relation;
  readonly right: Relation;
  readonly operation: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly byName: boolean;
  readonly allowMissing: boolean;
}

export interface AggregateRelation {
  readonly kind: 'aggregate';
  readonly input: Relation;
  readonly group: 'group_by' | 'rollup' | 'cube' | 'pivot';
  readonly keys: readonly Expression[];
  readonly aggregates: readonly Expression[];
  readonly pivot?: { readonly column: Expression; readonly values: readonly FillValue[] };
}

/** A function of the user's over groups that keeps a state. */
export interface StateFunctionRelation {
  readonly kind: 'state_function';
  readonly input: Relation;
  readonly keys: readonly Expression[];
  readonly call: 'mapGroupsWithState' | 'flatMapGroupsWithState' | 'transformWithState';
  /** Its number on the user's thread. */
  readonly functionId: number;
  readonly output: StructType;
  readonly state: StructType;
  /** The output mode that its rows are of. */
  readonly mode: 'append' | 'update';
  readonly timeout: 'none' | 'processingTime' | 'eventTime';
  /** What states begin from in the first batch; null for nothing. */
  readonly initial: { readonly input: Relation; readonly keys: readonly Expression[] } | null;
}

/** A literal of `na.fill` and `pivot`. */
export interface FillValue {
  readonly value: Scalar;
  readonly type: DataType;
}

/** The relations a relation reads. */
export function inputsOf(relation: Relation): readonly Relation[] {
  switch (relation.kind) {
    case 'join':
    case 'set_operation':
      return [relation.left, relation.right];
    case 'state_function':
      return relation.initial === null ? [relation.input] : [relation.input, relation.initial.input];
    case 'read':
    case 'named_table':
    case 'local':
    case 'range':
    case 'sql':
      return [];
    default:
      return [relation.input];
  }
}
