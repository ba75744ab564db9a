import { memberOf, textOf } from './hostile-value.ts';

const DISPLAY = Symbol.for('Jupyter.display');

/** What a notebook shows for a value: what the value says of itself, or its text. */
export async function bundleOf(value: unknown): Promise<Record<string, unknown>> {
  const own = ownDisplay(value);
  if (own !== undefined) {
    const bundle = await own();
    if (typeof bundle === 'object' && bundle !== null) return asData(bundle as Record<string, unknown>);
  }
  return { 'text/plain': textOf(value) };
}

/** Whether the value tells itself how it is shown (`[Symbol.for("Jupyter.display")]`). */
export function ownDisplay(value: unknown): (() => unknown) | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const method = memberOf(value, DISPLAY);
  return typeof method === 'function' ? () => method.call(value) as unknown : undefined;
}

/** A MIME bundle that survives the way to a notebook: bytes in base64, JSON types as JSON. */
export function asData(bundle: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bundle).map(([type, data]) => {
      if (data instanceof Uint8Array) return [type, Buffer.from(data).toString('base64')];
      return [type, typeof data === 'string' ? data : plainJson(data)];
    }),
  );
}

/** What JSON keeps of a value; whole numbers of any size as text, what it does not know as the value's text. */
export function plainJson(value: unknown): unknown {
  const json = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));
  return json === undefined ? textOf(value) : (JSON.parse(json) as unknown);
}
