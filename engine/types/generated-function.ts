/** Functions kept; each takes some kilobytes. */
const MOST_KEPT = 1000;

const kept = new Map<string, unknown>();

/**
 * A function out of generated text. The same text gives the same function: what V8 has learned of one query's rows and
 * compiled for them serves the next one, which has its own constants as an argument.
 */
export function generatedFunction<F>(parameters: readonly string[], source: string): F {
  const key = `${parameters.join()}\n${source}`;
  let made = kept.get(key);
  if (made === undefined) {
    made = new Function(...parameters, source);
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  } else kept.delete(key);
  // The one used last is the last to go.
  kept.set(key, made);
  return made as F;
}
