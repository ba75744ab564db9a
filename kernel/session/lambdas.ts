/** An arrow function's text as the user wrote it and what it takes from around it. */
export interface LambdaSource {
  readonly source: string;
  /** Its free names with a getter for each, which reads the value now and throws where there is none yet. */
  readonly captures: () => Record<string, unknown>;
  /** Every name that it might have used. */
  readonly names: () => readonly string[];
}

/** Installs the recorder that compiled cells call for arrow functions that may be lambdas; `session` gives the names that all cells share. */
export function installLambdas(session: () => readonly string[]): void {
  const lambdas = new WeakMap<object, LambdaSource>();
  const record = <F extends object>(
    arrow: F,
    source: string,
    captures: LambdaSource['captures'],
    local: readonly string[] = [],
    name?: string,
  ): F => {
    // a function that is passed through a call does not take the name of its variable by itself
    if (name !== undefined) Object.defineProperty(arrow, 'name', { value: name, configurable: true });
    lambdas.set(arrow, { source, captures, names: () => [...local, ...session()] });
    return arrow;
  };
  const target = globalThis as Record<PropertyKey, unknown>;
  target[Symbol.for('millrace.lambdas')] = lambdas;
  target[Symbol.for('millrace.lambda')] = record;
}
