import { readFileSync } from 'node:fs';

/** What a Jupyter connection file tells. */
export interface Connection {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly signature_scheme: string;
  readonly shell_port: number;
  readonly control_port: number;
  readonly stdin_port: number;
  readonly iopub_port: number;
  readonly hb_port: number;
}

/** Reads the connection file that a Jupyter client wrote for this kernel. */
export function readConnection(file: string): Connection {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `The connection file ${file} cannot be read (${(error as Error).message}). Jupyter writes this file and passes ` +
        `its name; start the kernel from Jupyter instead of by hand.`,
    );
  }
  const value = JSON.parse(text) as Connection;
  for (const port of ['shell_port', 'control_port', 'stdin_port', 'iopub_port', 'hb_port'] as const) {
    if (typeof value[port] !== 'number') throw new Error(`The connection file ${file} lacks the number "${port}".`);
  }
  return value;
}

/** The address of one channel. */
export function endpoint(connection: Connection, port: number): string {
  return connection.transport === 'ipc' ? `ipc://${connection.ip}-${port}` : `tcp://${connection.ip}:${port}`;
}
