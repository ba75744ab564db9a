/** A member of something that the user gave or threw; undefined where there is none, or where it cannot be looked at. */
export function memberOf(value: unknown, name: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}
