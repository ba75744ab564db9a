import { join } from 'node:path';
import { writeOrderFiles } from '../../kernel/cli/generate/order-files.ts';

/** Writes the recorded orders of the quickstart again: `node notebooks/data/make-orders.ts`. */
writeOrderFiles(join(import.meta.dirname, 'orders'), 1);
