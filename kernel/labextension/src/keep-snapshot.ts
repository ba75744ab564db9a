import { MIME, type Payload } from '../../views/protocol.ts';
import type { NotebookPanel } from './host.ts';
import type { KeepSnapshot } from './stream-view.ts';

const PATIENCE_MS = 700;

/**
 * Writes a query's last frame into the notebook model. A page that was reloaded has lost the map from display ids to
 * outputs, so the kernel's own update does not reach it; a page that has it gets the update first and is left alone.
 */
export function keepSnapshotIn(panel: NotebookPanel): KeepSnapshot {
  return (bundle) => {
    const fresh = bundle[MIME] as Payload;
    setTimeout(() => {
      for (const cell of panel.content.widgets) {
        const outputs = cell.model.outputs;
        if (cell.model.type !== 'code' || !outputs) continue;
        for (let index = 0; index < outputs.length; index++) {
          const output = outputs.get(index);
          const shown = output.data[MIME] as Payload | undefined;
          if (shown?.queryId !== fresh.queryId || shown.savedAt >= fresh.savedAt) continue;
          outputs.set(index, { ...output.toJSON(), data: bundle });
        }
      }
    }, PATIENCE_MS);
  };
}
