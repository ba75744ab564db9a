import { showText } from '../../engine/columnar/show-text.ts';
import { defineSink } from '../../engine/spi/sink.ts';

/** Prints each batch where the query was started. */
export const consoleSink = defineSink({
  name: 'console',
  description: 'prints each batch under the cell or in the terminal',
  options: [
    { name: 'numRows', description: 'rows to print of each batch', default: '20' },
    { name: 'truncate', description: 'whether long cells are cut', default: 'true' },
  ],
  modes: ['append', 'update', 'complete'],
  checkpointRequired: false,
  open: async ({ options, schema, timeZone, print }) => ({
    description: 'ConsoleTable',
    guarantee: 'at-least-once',
    addBatch: async (batchId, batches) => {
      const rule = '-------------------------------------------';
      const truncate = options['truncate'] !== 'false';
      const table = showText(batches, schema, Number(options['numRows'] ?? 20), truncate, timeZone);
      print(`${rule}\nBatch: ${batchId}\n${rule}\n${table}`);
      return batches.reduce((n, batch) => n + batch.length, 0);
    },
    close: async () => {},
  }),
});
