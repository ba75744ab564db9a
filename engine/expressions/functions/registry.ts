import type { FunctionDefinition } from '../define-function.ts';
import { FUNCTIONS } from './index.ts';

let byName: Map<string, FunctionDefinition> | undefined;

function table(): Map<string, FunctionDefinition> {
  if (byName === undefined) {
    byName = new Map();
    for (const f of FUNCTIONS) for (const name of [f.name, ...(f.aliases ?? [])]) byName.set(name.toLowerCase(), f);
  }
  return byName;
}

/** The function of a name, letters' case aside. */
export const findFunction = (name: string): FunctionDefinition | undefined => table().get(name.toLowerCase());

/** All names by which functions can be called. */
export const functionNames = (): readonly string[] => [...table().keys()];
