import { doctorReport } from './doctor.ts';
import type { Magic } from '../session/magic.ts';

/** `%doctor`: what works here, what is missing, and the cure. */
export const doctor: Magic = async (_argument, body, context) => {
  context.print(`${(await doctorReport()).text}\n`);
  return body;
};
