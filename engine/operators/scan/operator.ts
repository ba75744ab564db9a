import { attributesOf } from '../attributes-of.ts';
import { defineOperator, type OperatorDefinition } from '../define-operator.ts';
import type { StreamScanPlan } from '../stream-scan/plan.ts';
import type { SourceFilter } from '../../spi/source-filter.ts';
import { guessedRows } from './guessed-rows.ts';
import { ScanNode } from './node.ts';
import type { ScanPlan } from './plan.ts';

/** Reads a source; one that never ends is the operator `stream_scan`. */
export const scan: OperatorDefinition = defineOperator<ScanPlan>({
  node: 'scan',
  relations: {
    async read(relation, { catalog }): Promise<ScanPlan | StreamScanPlan> {
      const read = await catalog.read(relation);
      const output = attributesOf(read.reader.schema);
      const { description } = read;
      return read.kind === 'batch'
        ? { node: 'scan', description, reader: read.reader, output, streaming: false }
        : { node: 'stream_scan', description, reader: read.reader, output, streaming: true };
    },
  },
  label: ({ description, output, pushed, limit }) =>
    `Relation ${description}${pushedText(pushed, limit)} [${output.map((a) => a.name).join(', ')}]`,
  prune(plan, wanted) {
    const output = plan.output.filter((a) => wanted.has(a.id));
    return output.length === plan.output.length ? plan : { ...plan, output };
  },
  rows: ({ reader }) => (reader.cut === undefined ? NaN : guessedRows(reader.cut(Infinity).parts)),
  tasks: {
    cutting: ({ reader }) => ({ leaf: { kind: 'source', reader } }),
    isWork: () => true,
  },
  plan: ({ output, description, reader, pushed, limit }) =>
    new ScanNode(output, description + pushedText(pushed, limit), reader, limit ?? Infinity),
});

/** As Spark shows what a source was told: `PushedFilters: [country = PT]`, `PushedLimit: LIMIT 5`. */
function pushedText(filters: readonly SourceFilter[] = [], limit?: number): string {
  const limited = limit === undefined ? '' : ` PushedLimit: LIMIT ${limit}`;
  const texts = filters.map((f) => {
    if ('value' in f) return `${f.column} ${f.is} ${String(f.value)}`;
    return 'values' in f ? `${f.column} in (${f.values.map(String).join(', ')})` : `${f.column} is ${f.is}`;
  });
  return (texts.length === 0 ? '' : ` PushedFilters: [${texts.join(', ')}]`) + limited;
}
