import { createLanguage } from '../compile/language-client.ts';
import { warmStripper } from '../compile/type-stripper.ts';
import type { WireServer } from '../wire/server.ts';
import { createJupyterKernel } from './jupyter-kernel.ts';
import { createNotebook } from './notebook.ts';
import { createPrivateSockets } from './private-sockets.ts';
import { listenForWatchdog } from './watchdog-link.ts';
import type { JupyterKernel } from './jupyter-kernel.ts';
import type { Magics } from './magic.ts';
import type { TypeMode } from './cell-checks.ts';

const LINGER_MS = 100;
/** After the first answers, before a person has typed the first cell. */
const WARM_AFTER_MS = 100;
const PARENT_CHECK_MS = 1000;

/** Answers on sockets that are bound, until a client shuts the kernel down. */
export function runKernel(server: WireServer, magics: Magics): JupyterKernel {
  const sockets = createPrivateSockets();
  const language = createLanguage();
  const notebook = createNotebook({
    sockets,
    watchdog: listenForWatchdog(sockets.watchdog),
    language,
    magics,
    types: typeMode(process.env['MILLRACE_TYPES']),
    publish: ({ type, parent, content, metadata, buffers }) =>
      server.publish(parent, type, content, { ...(metadata && { metadata }), ...(buffers && { buffers }) }),
    askInput: (run, parent, prompt, password) => kernel.askInput(run, parent, prompt, password),
  });
  const exit = (): void => {
    setTimeout(() => {
      server.close();
      process.exit();
    }, LINGER_MS);
  };
  const kernel: JupyterKernel = createJupyterKernel({ server, notebook, language, exit });
  server.publish({}, 'status', { execution_state: 'starting' });
  setTimeout(() => {
    warmStripper();
    language.warm();
  }, WARM_AFTER_MS);
  process.on('SIGINT', () => notebook.interrupt());
  process.on('SIGTERM', () => void notebook.shutdown().then(exit));
  process.on('exit', () => sockets.remove());
  endWithParent(() => void notebook.shutdown().then(exit));
  return kernel;
}

function typeMode(text: string | undefined): TypeMode {
  return text === 'error' || text === 'off' ? text : 'warn';
}

/** A Jupyter server that dies without a word must not leave kernels behind. */
function endWithParent(end: () => void): void {
  if (process.env['JPY_PARENT_PID'] === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, PARENT_CHECK_MS);
  timer.unref();
}
