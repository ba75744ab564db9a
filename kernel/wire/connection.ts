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
  const value = parsed(text, file);
  for (const port of ['shell_port', 'control_port', 'stdin_port', 'iopub_port', 'hb_port'] as const) {
    if (typeof value[port] !== 'number') throw lacks(file, `the number "${port}"`);
  }
  for (const name of ['transport', 'ip'] as const) {
    if (typeof value[name] !== 'string') throw lacks(file, `the text "${name}"`);
  }
  if (typeof value.key !== 'string')
    throw lacks(file, 'the text "key"; an empty one means that messages are not signed');
  return value;
}

function parsed(text: string, file: string): Connection {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw lacks(file, 'JSON: it may not have been written to its end');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw lacks(file, 'a JSON object');
  return { signature_scheme: 'hmac-sha256', ...(value as Omit<Connection, 'signature_scheme'>) };
}

const lacks = (file: string, what: string): Error =>
  new Error(
    `The connection file ${file} lacks ${what}. Start the kernel from Jupyter, which writes the whole file, instead of by hand.`,
  );

/** The address of one channel. */
export function endpoint(connection: Connection, port: number): string {
  return connection.transport === 'ipc' ? `ipc://${connection.ip}-${port}` : `tcp://${connection.ip}:${port}`;
}
