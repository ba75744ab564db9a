import type { WatermarkFlow } from '../operators/physical-node.ts';
import type { StatefulOperator } from '../operators/stateful-operator.ts';

/** The operators as Spark's progress lists them: from the top of the plan down. */
export const fromTheTop = (flow: WatermarkFlow): readonly StatefulOperator[] => [
  ...(flow.kind === 'operator' ? [flow.operator] : []),
  ...flow.inputs.flatMap(fromTheTop),
];
