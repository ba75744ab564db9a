import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PRIVATE_ENVIRONMENT, pythonIn } from '../../kernel/cli/python.ts';

const PRIVATE = pythonIn(PRIVATE_ENVIRONMENT);

/** A Python that can import these modules, and why there is none. */
export interface FoundPython {
  readonly python: string | null;
  /** For the name of a skipped suite. */
  readonly reason: string;
}

/** Looks for a Python with modules; when `MILLRACE_REQUIRE` names `jupyter` (or `all`), a missing one is an error. */
export function pythonWith(...modules: string[]): FoundPython {
  const candidates = [process.env['MILLRACE_PYTHON'], existsSync(PRIVATE) ? PRIVATE : undefined, 'python3', 'python'];
  const check = `import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in ${JSON.stringify(modules)}))`;
  const python = candidates.find((each) => each !== undefined && spawnSync(each, ['-c', check]).status === 0) ?? null;
  const reason = python === null ? `no Python with ${modules.join(', ')} (set MILLRACE_PYTHON)` : '';
  const required = (process.env['MILLRACE_REQUIRE'] ?? '').split(',').map((name) => name.trim());
  if (python === null && (required.includes('jupyter') || required.includes('all'))) {
    throw new Error(`MILLRACE_REQUIRE asks for the Jupyter tests, but there is ${reason}.`);
  }
  if (python === null) console.log(`skipped: ${reason}`);
  return { python, reason };
}
