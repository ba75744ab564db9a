/** `MILLRACE_FUZZ=seed:runs` tries other cases, and more of them; a failure names the seed that it came with. */
const [seed, runs] = (process.env['MILLRACE_FUZZ'] ?? '').split(':').map(Number);

export const SEED = seed === undefined || Number.isNaN(seed) || seed === 0 ? 20261127 : seed;

/** How many cases a property is tried with. */
export const runsOf = (usual: number): number => runs ?? usual;
