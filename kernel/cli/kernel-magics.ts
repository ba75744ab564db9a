import type { Magics } from '../session/magic.ts';

/** Magics that are commands of the same name. */
export const kernelMagics: Magics = {
  doctor: async () => (await import('./magic-doctor.ts')).doctor,
};
