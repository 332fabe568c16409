/** What the program is called, and where it is installed: the manifests in `deploy` say the same. */
export const name = '__name__';
export const namespace = '__namespace__';
