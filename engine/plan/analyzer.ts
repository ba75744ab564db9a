import type { RecordBatch } from '../columnar/vector.ts';
import type { ExpressionContext } from '../expressions/bind.ts';
import type { OperatorList } from '../operators/operator-list.ts';
import type { BatchReader, StreamReader } from '../spi/source.ts';
import { engineError, MillraceError } from '../types/errors.ts';
import type { Origin } from '../types/origin.ts';
import { tooComplex } from '../types/too-complex.ts';
import { mapPlan, type PlanNode } from './plan-node.ts';
import type { ReadRelation, Relation } from './relation.ts';

/** Where the analyzer finds what a plan only names. */
export interface Catalog {
  /** The reader of a `read` relation; the same reader for the same relation object. */
  read(relation: ReadRelation): Promise<ResolvedRead>;
  /** What a temporary view stands for, null when there is none. */
  table(name: string): Relation | null;
  tableNames(): readonly string[];
  /** Rows that came with the plan. */
  local(localId: number): readonly RecordBatch[];
}

export type ResolvedRead =
  | { readonly kind: 'batch'; readonly description: string; readonly reader: BatchReader }
  | { readonly kind: 'stream'; readonly description: string; readonly reader: StreamReader };

/** What an operator asks when it analyses a relation of its own. */
export interface Analysis {
  readonly catalog: Catalog;
  /** How expressions are bound. */
  readonly context: ExpressionContext;
  /** The plan of an input. */
  readonly analyze: (relation: Relation) => Promise<PlanNode>;
}

/** Turns a relation into a plan: finds sources, resolves names, checks types. */
export class Analyzer implements Analysis {
  readonly catalog: Catalog;
  readonly context: ExpressionContext;
  private readonly operators: OperatorList;

  constructor(catalog: Catalog, context: ExpressionContext, operators: OperatorList) {
    this.catalog = catalog;
    this.context = context;
    this.operators = operators;
  }

  /** @throws AnalysisError with the place in the user's code that built the failing node */
  readonly analyze = async (relation: Relation): Promise<PlanNode> => {
    try {
      const plan = await this.operators.analyze(relation, this);
      return relation.origin === undefined ? plan : withOrigin(plan, relation.origin);
    } catch (error) {
      throw located(error, relation);
    }
  };
}

/** Marks the nodes that one relation became; those below have marks of their own. */
const withOrigin = (plan: PlanNode, origin: Origin): PlanNode =>
  plan.origin === undefined ? mapPlan({ ...plan, origin }, (child) => withOrigin(child, origin)) : plan;

/** The error with the place that built the innermost failing node. */
function located(error: unknown, relation: Relation): unknown {
  const known = engineError(tooComplex(error));
  if (known.where !== undefined || relation.origin === undefined) return known;
  const { phase, ...detail } = known.detail();
  return new MillraceErrorWithPlace(phase, { ...detail, ...relation.origin, cause: known.cause });
}

class MillraceErrorWithPlace extends MillraceError {
  override get name(): string {
    return 'AnalysisError';
  }
}
