import type { Analysis } from '../plan/analyzer.ts';
import type { PlanNode } from '../plan/plan-node.ts';
import type { Relation } from '../plan/relation.ts';
import type { OperatorDefinition, RelationDefinition } from './define-operator.ts';

type AnalysisOfRelation = (relation: Relation, analysis: Analysis) => PlanNode | Promise<PlanNode>;

/** The operators that a plan may be made of. */
export class OperatorList {
  private readonly byNode = new Map<string, OperatorDefinition>();
  private readonly byRelation = new Map<string, AnalysisOfRelation>();

  constructor(definitions: readonly (OperatorDefinition | RelationDefinition)[]) {
    for (const definition of definitions) {
      if (definition.node !== undefined) this.byNode.set(definition.node, definition);
      // Each is asked only for relations of the kind under which it stands.
      const analyses = Object.entries(definition.relations ?? {}) as [string, AnalysisOfRelation][];
      for (const [kind, analysis] of analyses) this.byRelation.set(kind, analysis);
    }
  }

  /** Names of the plan nodes. */
  get nodes(): readonly string[] {
    return [...this.byNode.keys()];
  }

  /** The operator of a plan node. */
  of(plan: PlanNode): OperatorDefinition {
    const definition = this.byNode.get(plan.node);
    if (definition === undefined) throw new Error(`no operator is listed for the plan node ${plan.node}`);
    return definition;
  }

  /** The plan of a relation. */
  async analyze(relation: Relation, analysis: Analysis): Promise<PlanNode> {
    const analyse = this.byRelation.get(relation.kind);
    if (analyse === undefined) throw new Error(`no operator is listed for the relation ${relation.kind}`);
    return analyse(relation, analysis);
  }
}
