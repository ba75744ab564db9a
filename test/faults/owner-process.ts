/**
 * A process with a query on a folder: `FOLDER QUERY run` to its end, or `FOLDER QUERY hold` until it is killed. A line of its
 * output says that it runs, that it is done, or why it was refused and after how many milliseconds.
 */
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { processName } from '../../engine/runtime/process-name.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { queries } from './faulty-query.ts';

const [folder, name, until] = process.argv.slice(2) as [string, keyof typeof queries, 'run' | 'hold'];
const session = await sessionOn(systemClock, nodeFileSystem(), undefined, processName());
const started = performance.now();
try {
  const trigger = until === 'hold' ? { processingTime: '1 millisecond' } : { availableNow: true as const };
  const query = await queries[name].start(session, folder, trigger);
  query.onProgress(({ batchId }) => console.log(`batch ${batchId}`));
  console.log('runs');
  await query.awaitTermination();
  console.log('done');
} catch (error) {
  console.log(`refused ${JSON.stringify({ ms: performance.now() - started, message: (error as Error).message })}`);
}
await session.stop();
