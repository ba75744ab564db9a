/** A new one each day: what it finds, it finds again with the same number. */
export const SEED = Number(process.env['MILLRACE_SEED'] ?? Math.floor(Date.now() / 86_400_000));
