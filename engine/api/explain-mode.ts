import type { ExplainMode } from '../backend/backend.ts';
import type { CallArguments } from './arguments/call-arguments.ts';

const MODES: Readonly<Record<string, ExplainMode>> = {
  simple: 'simple',
  extended: 'extended',
  codegen: 'codegen',
  formatted: 'formatted',
  // Statistics, which the plan has none of.
  cost: 'simple',
};

/** What `explain` shows; letters' case does not matter, and `true` is `extended`. */
export function explainMode(given: CallArguments, mode: unknown): ExplainMode {
  if (typeof mode === 'boolean') return mode ? 'extended' : 'simple';
  return MODES[given.oneOf('mode', given.text('mode', mode).toLowerCase(), Object.keys(MODES))]!;
}
