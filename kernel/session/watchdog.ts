import { connect } from 'node:net';
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { hasUserGetter } from './user-getter.ts';
import { END_ANY, END_CELL, SETTLED } from './watchdog-protocol.ts';
import type { Debugger } from 'node:inspector';

/**
 * A thread beside the user's thread. It stops code there that never yields, and ends the process when the kernel process
 * is gone: both while the user's thread cannot listen.
 *
 * A termination hits whatever runs when it comes, also the session's reading of its channel, and one that finds nothing
 * to end hits what runs next. So the thread is paused first, looked at, and terminated only where it stands.
 */
const session = new Session();
session.connectToMainThread();

const KERNEL = new URL('.', import.meta.url).href;
const CELL = /^cell \[/;
/** Not by Runtime.enable, which describes again all that was ever logged or thrown: that calls getters of the user. */
const STACK = `(() => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const at = {};
  Error.captureStackTrace(at);
  Error.stackTraceLimit = stackTraceLimit;
  return String(at.stack);
})()`;

let wanted: typeof END_CELL | typeof END_ANY | undefined;
let isTerminating = false;
/** While a pause may come nothing is evaluated: Node 24 waits for ever for what is posted to a thread that pauses within an evaluation. */
let isPausing = false;
let urls = new Map<string, string>();

session.on('Debugger.scriptParsed', ({ params }) => void urls.set(params.scriptId, params.url));
session.on('Debugger.paused', ({ params }) => {
  session.post('Debugger.resume', { terminateOnResume: isToEnd(params.callFrames) });
  release();
});

const socket = connect(workerData as string);
socket.on('data', (bytes) => {
  for (const byte of bytes) {
    if (byte === SETTLED) settle();
    else if (byte === END_CELL || byte === END_ANY) end(byte);
  }
});
socket.on('error', leave);
socket.on('close', leave);

/**
 * Pauses the user's thread: at first only a busy one, since one that is idle hears the kernel's message by itself. Between
 * two microtasks a storm of them looks idle; it is paused the second time, where the next one begins.
 */
function end(what: typeof END_CELL | typeof END_ANY): void {
  wanted = what;
  if (isTerminating || isPausing) return;
  session.post('Runtime.evaluate', { expression: STACK }, (_, answer) => {
    const stack = String(answer?.result.value);
    if (wanted === undefined || (wanted === END_CELL && !stack.includes('cell ['))) return;
    if (isTerminating || isPausing) return;
    if (hasUserGetter(stack)) {
      // A pause describes the `this` of each frame: for an error Node 24 would call its endless getter once more. Without
      // one it hits whatever runs when it comes, so a getter that ends by itself gets the time for it.
      if (wanted === END_ANY) terminate();
      return;
    }
    isPausing = true;
    session.post('Debugger.enable');
    session.post('Debugger.pause');
  });
}

function terminate(): void {
  isTerminating = true;
  session.post('Runtime.terminateExecution', () => (isTerminating = false));
}

function isToEnd(frames: readonly Debugger.CallFrame[]): boolean {
  const places = frames.map(({ location }) => urls.get(location.scriptId) ?? '');
  if (places.some((url) => CELL.test(url))) return wanted !== undefined;
  return wanted === END_ANY && !places.some((url) => url.startsWith(KERNEL));
}

function settle(): void {
  // a termination that found nothing to end ends this
  if (isTerminating && !isPausing) session.post('Runtime.evaluate', { expression: '0' });
  release(() => socket.write(Uint8Array.of(SETTLED)));
}

function release(done?: () => void): void {
  wanted = undefined;
  isPausing = false;
  urls = new Map();
  session.post('Debugger.disable', done);
}

function leave(): void {
  process.kill(process.pid, 'SIGKILL');
}
