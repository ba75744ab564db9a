import type { CallExpression, TypedExpression } from '../../expressions/typed.ts';
import type { FilterPlan } from '../../operators/filter/plan.ts';
import type { ScanPlan } from '../../operators/scan/plan.ts';
import type { SourceFilter } from '../../spi/source-filter.ts';
import { simpleString } from '../../types/data-type.ts';
import { conjuncts } from '../conjuncts.ts';
import { isNode } from '../plan-node.ts';
import { nodeRule } from './rule.ts';

/**
 * A source is told the conditions on its own columns: it need not read what cannot fulfil them (folders of other days). The
 * filter stays, so a source may use as much or as little of it as it likes.
 */
export const pushFilterIntoSource = nodeRule('push filter into source', (plan) => {
  if (!isNode<FilterPlan>(plan, 'filter') || !isNode<ScanPlan>(plan.child, 'scan')) return plan;
  const scan = plan.child;
  if (scan.pushed !== undefined || scan.reader.narrowed === undefined) return plan;
  const pushed = conjuncts(plan.condition).flatMap((part) => sourceFilter(part) ?? []);
  const reader = pushed.length === 0 ? null : scan.reader.narrowed(pushed);
  if (reader === null) return plan;
  const narrowed: ScanPlan = { ...scan, reader, pushed };
  return { ...plan, child: narrowed } satisfies FilterPlan;
});

const COMPARISONS = { '==': '=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;
/** The same comparison with its sides exchanged. */
const EXCHANGED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function sourceFilter(e: TypedExpression): SourceFilter | null {
  if (e.node !== 'call') return null;
  const [first, ...others] = e.args;
  const name = COMPARISONS[e.name as keyof typeof COMPARISONS];
  if (name !== undefined)
    return comparison(first!, name, others[0]!) ?? comparison(others[0]!, EXCHANGED[name], first!);
  if (first?.node !== 'column') return null;
  if (e.name === 'isnull' || e.name === 'isnotnull')
    return { column: first.name, is: e.name === 'isnull' ? 'null' : 'not null' };
  return e.name === 'in' ? membership(first.name, e) : null;
}

function comparison(column: TypedExpression, is: keyof typeof EXCHANGED, value: TypedExpression): SourceFilter | null {
  if (column.node !== 'column' || value.node !== 'literal' || value.value === null) return null;
  return simpleString(column.type) === simpleString(value.type)
    ? { column: column.name, is, value: value.value }
    : null;
}

function membership(column: string, { args }: CallExpression): SourceFilter | null {
  const [{ type }] = args as [TypedExpression];
  const same = simpleString(type);
  const values = args.slice(1).map((e) => (e.node === 'literal' && simpleString(e.type) === same ? e.value : null));
  // a NULL among them makes the condition unknown where it is not true, which is no more than not true
  return values.every((value) => value !== null) ? { column, is: 'in', values } : null;
}
