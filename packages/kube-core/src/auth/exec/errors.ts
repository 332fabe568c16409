/**
 * What goes wrong with a plugin. No message and no cause holds its output, its arguments or its environment: each may be a secret, and
 * what Node says of a process that did not start holds the arguments.
 */
import { KubeError } from '../../errors.js';

/** Whose fault it is, in words. */
export const pluginName = (command: string): string => `the credential plugin "${command.replace(/\p{Cc}/gu, '')}"`;

/**
 * @param command - The program.
 * @param what - What is wrong with it, as the end of a sentence, and what to do.
 */
export const execError = (command: string, what: string): KubeError => new KubeError('exec-plugin', `${pluginName(command)} ${what}`);
