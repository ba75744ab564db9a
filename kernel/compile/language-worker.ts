import { parentPort, workerData } from 'node:worker_threads';
import { createCellProgram } from './cell-program.ts';
import { completeness } from './completeness.ts';
import { createMemoryKeeper } from './free-memory.ts';
import type { FromLanguage, ToLanguage } from './language-messages.ts';

const { folder } = workerData as { folder: string };
const program = createCellProgram(folder);
const tidy = createMemoryKeeper();

parentPort!.on('message', ({ id, message }: { id: number; message: ToLanguage }) => {
  let answer: unknown = null;
  try {
    answer = answerTo(message);
  } catch (error) {
    process.stderr.write(`The TypeScript checker failed on a ${message.kind}: ${(error as Error).stack}\n`);
  }
  parentPort!.postMessage({ id, answer } satisfies FromLanguage);
  tidy();
});

function answerTo(message: ToLanguage): unknown {
  switch (message.kind) {
    case 'check':
      return program.check(message.cell);
    case 'complete':
      return program.complete(message.code, message.offset);
    case 'inspect':
      return { text: program.inspect(message.code, message.offset) };
    case 'isComplete':
      return completeness(message.code);
    case 'preload':
      return program.preload(message.names);
    case 'reset':
      return program.reset();
    case 'warm':
      return program.complete('', 0).matches.length;
  }
}
