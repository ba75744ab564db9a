/** An arrow function's text as the user wrote it and what it takes from around it. */
export interface LambdaSource {
  readonly source: string;
  /** Reads the values of the free names now; throws when one is not initialised yet. */
  readonly captures: () => Record<string, unknown>;
}

/** Installs the recorder that compiled cells call for arrow functions given to methods. */
export function installLambdas(): void {
  const lambdas = new WeakMap<object, LambdaSource>();
  const record = <F extends object>(arrow: F, source: string, captures: LambdaSource['captures']): F => {
    lambdas.set(arrow, { source, captures });
    return arrow;
  };
  const target = globalThis as Record<PropertyKey, unknown>;
  target[Symbol.for('millrace.lambdas')] = lambdas;
  target[Symbol.for('millrace.lambda')] = record;
}
