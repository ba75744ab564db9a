import { ArgumentError } from '../../engine/types/errors.ts';

/** An option whose value makes no sense. */
export const refusedOption = (message: string, hint: string, condition = 'INVALID_OPTION'): ArgumentError =>
  new ArgumentError({ condition, message: `${message}.`, hint });
