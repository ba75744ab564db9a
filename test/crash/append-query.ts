/** The program that the crash test kills: windows over a topic, append mode, into JSON files. */
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { dyingFileSystem, type CrashMoment } from './crash-moment.ts';
import { orderWindows } from './order-windows.ts';

const [address, topic, folder] = process.argv.slice(2) as [string, string, string];
const moment = process.env['CRASH_MOMENT'];
const disk = nodeFileSystem();
const fileSystem = moment === undefined ? disk : dyingFileSystem(disk, JSON.parse(moment) as CrashMoment);
const session = await sessionOn(systemClock, fileSystem);
const orders = session.readStream
  .format('kafka')
  .options({
    'kafka.bootstrap.servers': address,
    subscribe: topic,
    startingOffsets: 'earliest',
    maxOffsetsPerTrigger: '300',
  })
  .load();
const query = await orderWindows(orders)
  .writeStream.format('json')
  .outputMode('append')
  .option('checkpointLocation', `${folder}/checkpoint`)
  .trigger({ availableNow: true })
  .start(`${folder}/out`);
query.onProgress(() => process.stdout.write('.'));
await query.awaitTermination();
process.stdout.write(`\ndone ${query.lastProgress?.batchId}\n`);
process.exit(0);
