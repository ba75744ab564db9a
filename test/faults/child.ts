import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process with a query, by the lines that it prints. */
export class Child {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  readonly ended: Promise<void>;
  private readonly listeners = new Set<() => void>();

  constructor(folder: string, query: string, until: 'run' | 'hold') {
    const program = fileURLToPath(new URL('owner-process.ts', import.meta.url));
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    this.process = spawn(process.execPath, [program, folder, query, until], { stdio: [...stdio] });
    createInterface({ input: this.process.stdout! }).on('line', (line) => {
      this.lines.push(line);
      for (const listener of this.listeners) listener();
    });
    this.ended = new Promise((resolve) => {
      this.process.once('close', () => {
        resolve();
        for (const listener of this.listeners) listener();
      });
    });
  }

  /** Resolves with the first line that fits, null when the process ended without one. */
  async line(fits: RegExp): Promise<string | null> {
    for (;;) {
      const found = this.lines.find((line) => fits.test(line));
      if (found !== undefined) return found;
      if (this.process.exitCode !== null || this.process.signalCode !== null) return null;
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.listeners.delete(listener);
          resolve();
        };
        this.listeners.add(listener);
      });
    }
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }
}
