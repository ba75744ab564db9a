import module from 'node:module';

let announced = false;

/** Node's own type stripper, without the warning that it gives at its first use. */
export const stripTypeScriptTypes: typeof module.stripTypeScriptTypes = (code, options) => {
  if (announced) return module.stripTypeScriptTypes(code, options);
  announced = true;
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return module.stripTypeScriptTypes(code, options);
  } finally {
    process.emitWarning = emitWarning;
  }
};

/** Loads the stripper now, so that the first cell does not wait for it. */
export function warmStripper(): void {
  stripTypeScriptTypes('');
}
