import { showText } from '../../engine/columnar/show-text.ts';
import { defineSink } from '../../engine/spi/sink.ts';
import { ArgumentError } from '../../engine/types/errors.ts';

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
  open: async ({ options, schema, timeZone, print }) => {
    const rows = wholeNumber(options['numRows'] ?? '20');
    const truncate = yesOrNo(options['truncate'] ?? 'true');
    return {
      description: 'ConsoleTable',
      guarantee: 'at-least-once',
      addBatch: async (batchId, batches) => {
        const rule = '-------------------------------------------';
        const table = showText(batches, schema, rows, truncate, timeZone);
        print(`${rule}\nBatch: ${batchId}\n${rule}\n${table}`);
        return batches.reduce((n, batch) => n + batch.length, 0);
      },
      close: async () => {},
    };
  },
});

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw refused('numRows', text, 'a whole number');
}

function yesOrNo(text: string): boolean {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === 'false') return lower === 'true';
  throw refused('truncate', text, 'true or false');
}

const refused = (name: string, value: string, wanted: string): ArgumentError =>
  new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `The option '${name}' of the console has the value '${value}', and wants ${wanted}.`,
    hint: 'For example .option("numRows", 50).option("truncate", false).',
  });
