import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { ManualClock, Milliseconds, Receiver, StreamingContext } from '../../../dstreams.ts';
import { noted, streaming } from './streaming-context.ts';

const given = streaming();
const ROOT = join(import.meta.dirname, '../../..');
const LOG = 'spark.streaming.receiver.writeAheadLog.enable';

/** Counts rows that a reliable receiver takes, on the machine's clock, and says which it has acknowledged. */
const program = (folder: string): string => `
import { MillraceSession } from ${JSON.stringify(join(ROOT, 'index.ts'))};
import { Milliseconds, Receiver, StreamingContext } from ${JSON.stringify(join(ROOT, 'dstreams.ts'))};
const session = await MillraceSession.builder.config('${LOG}', true).getOrCreate();
class Numbers extends Receiver {
  async onStart() {
    for (let n = 1; ; n++) {
      await this.storeAll([n]);
      console.log(n);
    }
  }
  onStop() {}
}
const ssc = new StreamingContext(session, Milliseconds(50));
ssc.checkpoint(${JSON.stringify(folder)});
ssc.receiverStream(new Numbers()).map((n) => ['sum', n])
  .updateStateByKey((values, sum) => values.reduce((a, b) => a + b, sum ?? 0)).foreachRDD(() => undefined);
ssc.start();
`;

class Silent extends Receiver<number> {
  protected override onStart(): void {}
  protected override onStop(): void {}
}

test('a program that is killed loses nothing that it acknowledged, and counts nothing twice', async () => {
  const folder = join(given().folder, 'killed');
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(folder)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === 300) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  await given().session.conf.set(LOG, true);
  const clock = new ManualClock(Date.now());
  let sums: ReturnType<typeof noted> = [];
  const ssc = await StreamingContext.getOrCreate(folder, () => {
    const made = new StreamingContext(given().session, Milliseconds(50), { clock });
    sums = noted(
      made
        .receiverStream(new Silent())
        .map((n) => ['sum', n])
        .updateStateByKey((values: number[], sum?: number) => values.reduce((a, b) => a + b, sum ?? 0)),
    );
    return made;
  });
  ssc.start();
  await ssc.step();
  const [[, sum]] = sums.at(-1)![1] as [[string, number]];
  const sumTo = (n: number): number => (n * (n + 1)) / 2;
  // one more may have been stored before its acknowledgement was said
  expect([sumTo(acknowledged), sumTo(acknowledged + 1)]).toContain(sum);
  await ssc.stop(false);
  await given().session.conf.unset(LOG);
});
