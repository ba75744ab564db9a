import { afterAll, beforeAll } from 'vitest';
import { startKernel } from './kernel-client.ts';
import type { KernelClient, KernelOptions } from './kernel-client.ts';

/** One kernel for all tests of a file. */
export function sharedKernel(options: KernelOptions = {}): () => KernelClient {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await startKernel(options);
  }, 30_000);
  afterAll(() => kernel.stop());
  return () => kernel;
}
