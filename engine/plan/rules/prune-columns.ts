import { reference, referencedColumns, type Attribute } from '../../expressions/typed.ts';
import type { PlanNode } from '../plan-node.ts';

/** Leaves out columns that nobody reads, down to what a source has to decode. */
export function pruneColumns(plan: PlanNode): PlanNode {
  return prune(plan, new Set(plan.output.map((a) => a.id)));
}

function prune(plan: PlanNode, wanted: ReadonlySet<number>): PlanNode {
  const kept = (attributes: readonly Attribute[]): Attribute[] => attributes.filter((a) => wanted.has(a.id));
  switch (plan.node) {
    case 'scan':
    case 'stream_scan': {
      const output = kept(plan.output);
      return output.length === plan.output.length ? plan : { ...plan, output };
    }
    case 'local':
    case 'range':
      // Columns at hand cost nothing, and a row that fails is shown with all of them.
      return plan;
    case 'project': {
      const columns = plan.columns.filter((c) => wanted.has(c.attribute.id));
      const child = prune(plan.child, union(columns.map((c) => referencedColumns(c.expression))));
      return { ...plan, columns, output: kept(plan.output), child };
    }
    case 'filter':
      return through(plan, union([wanted, referencedColumns(plan.condition)]));
    case 'window':
      return through(plan, union([wanted, referencedColumns(plan.time)]), [plan.window]);
    case 'generate':
      return through(plan, union([wanted, ...plan.generator.args.map((a) => referencedColumns(a))]), plan.generated);
    case 'watermark':
      return through(plan, union([wanted, new Set([plan.column.id])]));
    case 'sort':
      return through(plan, union([wanted, ...plan.keys.map((k) => referencedColumns(k.expression))]));
    case 'limit':
      return through(plan, wanted);
    case 'aggregate': {
      // The state of a stream holds every aggregate that was asked for.
      const aggregates = plan.streaming ? plan.aggregates : plan.aggregates.filter((a) => wanted.has(a.attribute.id));
      const used = union([
        new Set(plan.keys.map((k) => k.id)),
        ...aggregates.map((a) => referencedColumns(a.expression)),
      ]);
      const output = plan.output.filter(
        (a) => plan.keys.some((k) => k.id === a.id) || aggregates.some(({ attribute }) => attribute.id === a.id),
      );
      return { ...plan, aggregates, output, child: prune(plan.child, used) };
    }
    case 'deduplicate': {
      // Event time that nobody reads is pruned away here too, and then drops no late rows: so does Spark.
      const times = plan.withinWatermark ? plan.child.output.filter((a) => a.watermarkDelay !== undefined) : [];
      return through(plan, union([wanted, new Set(plan.keys.map((k) => k.id)), new Set(times.map((a) => a.id))]));
    }
    case 'join': {
      const used = union([
        wanted,
        new Set(plan.equal.flatMap((e) => [e.left.id, e.right.id])),
        plan.condition === null ? new Set<number>() : referencedColumns(plan.condition),
      ]);
      const left = prune(plan.left, used);
      const right = prune(plan.right, used);
      const present = new Set([...left.output, ...right.output].map((a) => a.id));
      return { ...plan, left, right, output: plan.output.filter((a) => present.has(a.id)) };
    }
    case 'union': {
      const positions = plan.output.flatMap((a, i) => (wanted.has(a.id) ? [i] : []));
      const children = plan.children.map((child) => {
        const columns = positions.map((i) => child.output[i]!);
        return exactly(prune(child, new Set(columns.map((a) => a.id))), columns);
      });
      return { ...plan, children, output: positions.map((i) => plan.output[i]!) };
    }
  }
}

/** A plan whose columns are these in this order: those of a union are known by position. */
function exactly(plan: PlanNode, columns: readonly Attribute[]): PlanNode {
  if (plan.output.length === columns.length && plan.output.every((a, i) => a.id === columns[i]!.id)) return plan;
  return {
    node: 'project',
    child: plan,
    columns: columns.map((attribute) => ({ attribute, expression: reference(attribute) })),
    output: columns,
    streaming: plan.streaming,
  };
}

/** A node that passes its child's columns on: only those that are wanted or used. */
function through(
  plan: PlanNode & { readonly child: PlanNode },
  used: ReadonlySet<number>,
  added: readonly Attribute[] = [],
): PlanNode {
  const child = prune(plan.child, used);
  const own = new Map(plan.output.map((a) => [a.id, a]));
  const output = [...child.output.map((a) => own.get(a.id) ?? a), ...added.filter((a) => own.has(a.id))];
  return { ...plan, child, output } as PlanNode;
}

function union(sets: readonly ReadonlySet<number>[]): Set<number> {
  const all = new Set<number>();
  for (const set of sets) for (const id of set) all.add(id);
  return all;
}
