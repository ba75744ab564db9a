import { OPERATIONS } from './all-operations.ts';
import type { Operation } from './operation.ts';

/** What `--only` (words of names, or kinds) and `--each` (the first of every N of a kind) leave of the operations. */
export function chosenOperations(only: string | undefined, each: string | undefined): readonly Operation[] {
  const words = only?.split(',');
  const step = each === undefined ? 1 : Number(each);
  const seen = new Map<string, number>();
  const chosen = OPERATIONS.filter(({ name, kind }) => {
    if (words?.some((word) => name.includes(word) || kind === word) === false) return false;
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    return before % step === 0;
  });
  if (!(step >= 1 && Number.isInteger(step))) fail(`--each takes a whole number from 1, not ${each}.`);
  if (chosen.length > 0) return chosen;
  const kinds = [...new Set(OPERATIONS.map(({ kind }) => kind))].join(', ');
  return fail(`No operation has "${only ?? ''}" in its name; kinds are: ${kinds}.`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
