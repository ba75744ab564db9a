import { WARM_UPS } from './bench-options.ts';
import type { WindowRun } from './window-run.ts';

export interface BothRuns {
  readonly ours: readonly WindowRun[];
  readonly peers: readonly WindowRun[];
}

/** Runs both sides in turn, some times to warm up and then for the record. */
export async function inTurn(
  runs: number,
  mine: () => Promise<WindowRun>,
  other: () => WindowRun | Promise<WindowRun>,
): Promise<BothRuns> {
  const ours: WindowRun[] = [];
  const peers: WindowRun[] = [];
  for (let run = -WARM_UPS; run < runs; run++) {
    const [own, peer] = [await mine(), await other()];
    if (run < 0) continue;
    ours.push(own);
    peers.push(peer);
  }
  return { ours, peers };
}
