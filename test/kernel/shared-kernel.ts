import { afterAll, beforeAll, vi } from 'vitest';
import { startKernel } from './kernel-client.ts';
import type { KernelClient, KernelOptions } from './kernel-client.ts';

// Processes start slowly where many suites share a processor.
vi.setConfig({ testTimeout: 20_000 });

/** One kernel for all tests of a file. */
export function sharedKernel(options: KernelOptions = {}): () => KernelClient {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await startKernel(options);
  }, 30_000);
  afterAll(() => kernel.stop());
  return () => kernel;
}
