import type { Magic } from './magic.ts';

/** `%types error|warn|off`: whether type errors stop a cell, are shown beside its output, or are not looked for. */
export const types: Magic = async (argument, body, context) => {
  if (argument !== 'error' && argument !== 'warn' && argument !== 'off') {
    throw new Error(`%types wants error, warn or off, not "${argument}".`);
  }
  context.setTypes(argument);
  return body;
};
