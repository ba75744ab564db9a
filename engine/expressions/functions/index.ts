import type { FunctionDefinition } from '../define-function.ts';
import { avg } from './aggregate/avg.ts';
import { count } from './aggregate/count.ts';
import { max, min } from './aggregate/extremes.ts';
import { sum } from './aggregate/sum.ts';
import { coalesce, nvl } from './conditional/coalesce.ts';
import { ifFunction, when } from './conditional/when.ts';
import { div, minus, over, plus, remainder, times } from './operator/arithmetic.ts';
import { between } from './operator/between.ts';
import { atLeast, atMost, equalNull, equalNullSafe, equalTo, greaterThan, lessThan } from './operator/comparison.ts';
import { inFunction } from './operator/in.ts';
import { and, not, or } from './operator/logic.ts';
import { isNotNull, isNull } from './operator/null-test.ts';
import { negative, positive } from './operator/sign.ts';
import { window, windowTime } from './window/window.ts';

/** Every function, one line a file. */
export const FUNCTIONS: readonly FunctionDefinition[] = [
  ...[plus, minus, times, over, remainder, div, negative, positive],
  ...[equalTo, lessThan, atMost, greaterThan, atLeast, equalNullSafe, equalNull],
  ...[and, or, not, inFunction, between, isNull, isNotNull],
  ...[when, ifFunction, coalesce, nvl],
  ...[count, sum, avg, min, max],
  ...[window, windowTime],
];
