import { commands } from './commands.ts';

const [name = 'help', ...args] = process.argv.slice(2);
const load = Object.hasOwn(commands, name) ? commands[name] : undefined;

if (load !== undefined) {
  try {
    process.exitCode = await (await load()).command.run(args);
  } catch (error) {
    console.error(process.env['MILLRACE_DEBUG'] === '1' ? error : (error as Error).message);
    process.exitCode = 1;
  }
} else {
  const all = await Promise.all(Object.values(commands).map(async (each) => (await each()).command.summary));
  const lines = ['Usage: millrace COMMAND', '', ...all.map((summary) => `  millrace ${summary}`)];
  if (name !== 'help' && name !== '--help') console.error(`There is no command "${name}".`);
  console.log(lines.join('\n'));
  process.exitCode = name === 'help' || name === '--help' ? 0 : 1;
}
process.exit();
