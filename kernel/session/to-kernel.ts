import { Socket } from 'node:net';
import { starredDeep } from '../../engine/types/secrets.ts';
import { CHANNEL_FD, openChannel } from './private-channel.ts';
import type { PrivateChannel } from './private-channel.ts';
import type { FromSession, ToSession } from './session-messages.ts';

let channel: PrivateChannel<FromSession> | undefined;

/** Connects this process to the kernel process; calls `receive` with what comes, and `gone` when there is no kernel any more. */
export function connectToKernel(receive: (message: ToSession) => void, gone: () => void): void {
  const pipe = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
  channel = openChannel<ToSession, FromSession>(pipe, { message: receive, closed: gone });
}

/** Sends to the kernel process; in order, and at once as far as the pipe takes it, also while user code spins. */
export function toKernel(message: FromSession): void {
  channel?.send(starredDeep(message));
}
