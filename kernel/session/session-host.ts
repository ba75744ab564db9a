import { HOST } from '../../engine/spi/host.ts';
import { currentCell } from './cell-context.ts';
import { flushText } from './cell-output.ts';
import { cellFrames } from './cell-places.ts';
import { textOf } from './hostile-value.ts';
import { asData, plainJson } from './mime-bundle.ts';
import { toKernel } from './to-kernel.ts';
import type { DisplayOptions, Host, MimeBundle, ViewOptions } from '../../engine/spi/host.ts';

/** Installs what this process offers to the library. */
export function installHost(viewSocket: string | null): void {
  const host: Host = {
    display: show,
    openView(view) {
      const cell = currentCell();
      if (cell === undefined) return;
      flushText();
      toKernel({ kind: 'openView', run: cell.run, view: plainJson(view) as ViewOptions });
    },
    async tableBundle(result) {
      const { staticChartBundle } = await import('../views/static-table.ts');
      return staticChartBundle(result);
    },
    ownQuery(queryId) {
      const cell = currentCell();
      if (cell !== undefined) toKernel({ kind: 'ownQuery', run: cell.run, queryId });
    },
    ...(viewSocket === null ? {} : { viewSocket }),
    locate(stack) {
      const [frame] = cellFrames(stack);
      if (frame === undefined) return undefined;
      return { where: `${frame.cell}, line ${frame.line}`, code: frame.text };
    },
    get signal() {
      return currentCell()?.abort.signal;
    },
  } as Host;
  (globalThis as Record<PropertyKey, unknown>)[HOST] = host;
}

/** Shows a MIME bundle under the running cell. */
export function show(bundle: MimeBundle, options: DisplayOptions = {}): void {
  const cell = currentCell();
  if (cell === undefined) return;
  flushText();
  const transient = options.displayId === undefined ? {} : { display_id: String(options.displayId) };
  const type = options.update === true ? 'update_display_data' : 'display_data';
  const content = { data: asData(bundle), metadata: plainJson({ ...options.metadata }), transient };
  toKernel({ kind: 'output', run: cell.run, type, content });
}

/** Empties the output of the running cell; with `wait`, when its next output comes. */
export function clearOutput(wait = false): void {
  const cell = currentCell();
  if (cell === undefined) return;
  flushText();
  toKernel({ kind: 'output', run: cell.run, type: 'clear_output', content: { wait: wait === true } });
}

/** Shows text in the notebook's pager when the cell has ended. */
export function page(text: string): void {
  currentCell()?.payload.push({ source: 'page', data: { 'text/plain': asText(text) }, start: 0 });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : textOf(value);
}
