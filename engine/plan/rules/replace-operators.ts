import { isReplaced } from '../replaced-plan.ts';
import { nodeRule } from './rule.ts';

/** Nodes that are short for others become those. Spark's batch "Replace Operators". */
export const replaceOperators = nodeRule('replace operators', (plan) => (isReplaced(plan) ? plan.instead : plan));
