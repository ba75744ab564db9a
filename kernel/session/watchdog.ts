import { connect } from 'node:net';
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { SETTLED, TERMINATE } from './watchdog-protocol.ts';

/**
 * A thread beside the user's thread. It stops code there that never yields, and ends the process when the kernel process
 * is gone: both while the user's thread cannot listen.
 */
const session = new Session();
session.connectToMainThread();

const socket = connect(workerData as string);
socket.on('data', (bytes) => {
  for (const byte of bytes) {
    if (byte === TERMINATE) session.post('Runtime.terminateExecution');
    // a termination that finds nothing to end ends what runs next: this, not the next cell
    else session.post('Runtime.evaluate', { expression: '0' }, () => socket.write(Uint8Array.of(SETTLED)));
  }
});
socket.on('error', leave);
socket.on('close', leave);

function leave(): void {
  process.kill(process.pid, 'SIGKILL');
}
