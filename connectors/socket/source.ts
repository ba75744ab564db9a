import { defineSource } from '../../engine/spi/source.ts';

/** Lines of text from a TCP socket: for trying things. What was not processed before a crash is lost. */
export const socket = defineSource({
  name: 'socket',
  description: 'lines of text from a TCP socket, not replayable',
  options: [
    { name: 'host', description: 'host to connect to', required: true },
    { name: 'port', description: 'port to connect to', required: true },
    { name: 'includeTimestamp', description: 'whether rows have the time at which they came', default: 'false' },
  ],
  userSchema: 'refused',
  stream: async (context) => new (await import('./socket-reader.ts')).SocketReader(context),
});
