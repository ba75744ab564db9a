/** The outcome of a function: its value, or the condition of its error. */
export function outcome(f: () => unknown): unknown {
  try {
    return f();
  } catch (error) {
    return (error as { condition?: string }).condition;
  }
}
