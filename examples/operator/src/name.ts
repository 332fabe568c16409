/** What the program is called, and where it is installed: the manifests in `deploy` say the same. */
export const name = 'hosting-operator';
export const namespace = 'hosting-system';
