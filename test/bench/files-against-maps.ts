import { MillraceSession } from '../../index.ts';
import type { BenchOptions } from './bench-options.ts';
import type { EventFiles } from './event-files.ts';
import { inTurn, type BothRuns } from './in-turn.ts';
import { runMapPeer } from './map-peer.ts';
import { runWindowQuery, SCHEMA, windowTotals } from './window-run.ts';

/** The windowed query over JSON files, one a batch, and the plain program over the same files. */
export async function filesAgainstMaps(input: EventFiles, { directory, runs }: BenchOptions): Promise<BothRuns> {
  const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
  const query = (): ReturnType<typeof runWindowQuery> => {
    const files = session.readStream.schema(SCHEMA).option('maxFilesPerTrigger', 1).json(input.directory);
    return runWindowQuery(windowTotals(files, '5 seconds'), directory);
  };
  const both = await inTurn(runs, query, () => runMapPeer(input.directory, directory));
  await session.stop();
  return both;
}
