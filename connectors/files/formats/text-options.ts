import { TextOptions } from '../../../engine/formats/text-options.ts';
import type { Options } from '../../../engine/spi/source.ts';

export const textOptions = (options: Options): TextOptions => new TextOptions(Object.entries(options));
