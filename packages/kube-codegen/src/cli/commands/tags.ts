/** `kube-codegen tags`: the vocabulary, in Markdown. */
import { type Command, exitCodes } from '../command.js';

export const tagsCommand: Command = {
  options: {},
  run: async () => {
    console.log((await import('../../markers/tag-page.js')).tagPage());
    return exitCodes.fine;
  },
};
