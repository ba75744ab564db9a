import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

const QUIET_MS = 15_000;

/** Says every now and then which files run and how far they are, where vitest is silent until a file has ended. */
export default class ProgressReporter implements Reporter {
  private readonly running = new Map<string, { readonly startedMs: number; done: number }>();
  private timer: NodeJS.Timeout | undefined;

  onTestRunStart(): void {
    this.timer = setInterval(() => this.tell(), QUIET_MS);
    this.timer.unref();
  }

  onTestModuleStart({ moduleId }: TestModule): void {
    this.running.set(moduleId, { startedMs: performance.now(), done: 0 });
  }

  onTestCaseResult({ module }: { readonly module: TestModule }): void {
    const file = this.running.get(module.moduleId);
    if (file !== undefined) file.done++;
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    this.running.delete(moduleId);
  }

  onTestRunEnd(): void {
    clearInterval(this.timer);
  }

  private tell(): void {
    for (const [file, { startedMs, done }] of this.running) {
      const seconds = Math.round((performance.now() - startedMs) / 1000);
      if (seconds * 1000 >= QUIET_MS / 2) {
        console.log(` … ${relative(process.cwd(), file)}: ${done} tests done, ${seconds} s`);
      }
    }
  }
}
