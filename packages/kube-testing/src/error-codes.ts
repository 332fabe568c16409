/**
 * Every error code of this package: what it means, and what to do. Nothing loads this table at run time; `docs/errors.md` is written from
 * it, and `pnpm check:errors` holds it against the codes that the sources use.
 */

/** By code. */
export const errorCodes = {
  crds: {
    means: 'What was given as `crds` cannot be installed: a file cannot be read, is no CustomResourceDefinition, or the server refuses it.',
    remedy: 'The message names the file or the CRD, and quotes the server. Run `kube-codegen generate` if the CRDs are generated.',
  },
  fault: {
    means: 'A fault that a test injected took the connection away. It is the cause of a `transport` error, as a real loss would be.',
    remedy: 'Nothing: the test wants it. Let the fault end if the code under test should get through.',
  },
  'fault-option': {
    means: 'A fault that a test asks for cannot be: a status that is no failure, a delay that is negative, or a field that no request has.',
    remedy: 'The message names the option, its value and what is wanted.',
  },
  refused: {
    means: 'The server refuses a request. It is answered as a Status; a client throws it as `api`, with the same Status.',
    remedy: 'As for `api`.',
  },
  'server-ended': {
    means: 'A call came to an API server that was disposed of, or was under way when it was.',
    remedy: 'Dispose of the server last, after all that uses it; start another one for another test.',
  },
};
