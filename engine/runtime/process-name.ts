import { hostname } from 'node:os';

/** How this process is told to others: `process 4711 on anas-laptop`. */
export const processName = (): string => `process ${process.pid} on ${hostname()}`;
