/**
 * Every error code of this package: what it means, and what to do. Nothing loads this table at run time; `docs/errors.md` is written from
 * it, and `pnpm check:errors` holds it against the codes that the sources use.
 */

/** By code. */
export const errorCodes = {
  answer: {
    means: 'The answer makes no sense for the call: no JSON, no WebSocket where one was asked for, a broken exec protocol.',
    remedy:
      'Look at what stands between you and the API server. Usually a proxy, a login page or a load balancer answered in its place; the message quotes the beginning of the answer.',
  },
  'answer-timeout': {
    means: 'A short call did not come to its end in ten minutes, though bytes kept trickling in. It is the cause of a `transport` error.',
    remedy: 'List in pages (`items({ pageSize })`), or read what goes on for long as a stream. A proxy between may be at fault.',
  },
  api: {
    means: 'The API server refused the call. `status` is its answer, `auditId` what to look for in its audit log.',
    remedy:
      'Ask which refusal it is: `isNotFound`, `isAlreadyExists`, `isConflict`, `isInvalid`, `isForbidden`, `isUnauthorized`, `isGone`, `isTooManyRequests`. After a conflict, read the object again or use server-side apply; after a 403, add the rule to the role; after a 422, `status.details.causes` names the fields.',
  },
  'api-version': {
    means: 'A text that should be an `apiVersion` is none.',
    remedy: 'Write `v1` for the core group, `apps/v1` for any other.',
  },
  certificate: {
    means: 'A CertificateSigningRequest was to be approved that is denied, or the other way round. The API server takes neither back.',
    remedy: 'Delete the request, and let whoever wants the certificate make another one.',
  },
  closed: {
    means: 'The client is closed: it was disposed of, or `close()` was called.',
    remedy: 'Close a client last, when nothing uses it any more, or make another one with `Client.from`.',
  },
  'config-not-found': {
    means: 'There is neither a kubeconfig nor a service account: `cause.errors` says why for both.',
    remedy:
      'Set `KUBECONFIG` to a file, or put one at `~/.kube/config`. In a pod, give it a service account and do not switch off `automountServiceAccountToken`.',
  },
  copy: {
    means:
      'Files cannot be copied between this machine and a container: the container has no `tar`, its `tar` has failed, or what it sends would be written to where it must not.',
    remedy:
      "The message holds the words of the container, or the name that is refused. Links that lead out of a directory are left out by `links: 'skip'`, or copied as files by `follow`.",
  },
  definition: {
    means: 'What was given as a kind is none: a name in place of a definition, or names that no path of the API can hold.',
    remedy: 'Pass `Pod`, a generated class, or what `dynamicResource` gives. The message says what came instead.',
  },
  drain: {
    means:
      'A node was not drained: a rule keeps some of its pods, or they were still there when the time was over. The message names each of them.',
    remedy:
      'Set the option that the message names, once you know that the pod may go; look for a PodDisruptionBudget that allows no eviction; or give it more time.',
  },
  'exec-closed': {
    means: 'An exec or attach was disposed before its process had ended, so nobody knows how it ended.',
    remedy: 'Await `exit` or `ended` before you dispose the session, or expect this error where you leave a process on purpose.',
  },
  'exec-plugin': {
    means:
      'The program that a kubeconfig names for logging in (`exec`) is missing, has failed, took too long, or wrote something that is no `ExecCredential`.',
    remedy:
      'Run the command of the kubeconfig in a shell, as the user that the program runs as. What a plugin has to say goes to the standard error; its output is never shown, since it holds the token.',
  },
  'field-manager': {
    means: 'A server-side apply has no field manager: the server could not say who owns the fields.',
    remedy: 'Pass `{ fieldManager }` to the client, once for all calls, or to the call.',
  },
  header: {
    means: 'A value for a header holds a line break or another control character.',
    remedy: 'The message names the value, not its text. Usually a token or a name was read with the newline at its end.',
  },
  impersonation: {
    means: 'An impersonation has a uid, groups or extra values and no user.',
    remedy: 'Name the user to act as: servers refuse the rest without it.',
  },
  'in-cluster': {
    means: 'The process does not run in a pod, or the pod has no service account token.',
    remedy:
      'Outside of a cluster use a kubeconfig. In a pod, check `automountServiceAccountToken` and that `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT` are set.',
  },
  incomplete: {
    means: 'An object was to be written of which a cache has kept only some fields. Written, it would lose the others on the server.',
    remedy: 'Send what changes, with `patch()` or an `apply()` of what is wanted; or read the object with `get()`, and replace that.',
  },
  key: {
    means: 'A key does not say which object is meant: it has no namespace, or one that the `Api` is not bound to.',
    remedy: 'On `Api.all`, pass `{ name, namespace }` or the object itself. Or make an `Api.namespaced` for the namespace.',
  },
  kubeconfig: {
    means: 'A kubeconfig is missing, cannot be read, or holds something wrong; `file` and `position` say where.',
    remedy: 'Mend the file at the place that the message names. `kubectl config view` shows what kubectl makes of it.',
  },
  'line-too-long': {
    means: 'A line of a streamed answer is longer than the limit, so it is not kept in memory.',
    remedy: 'Raise `maxBytes` where the stream is opened, if such lines are expected.',
  },
  manifest: {
    means:
      'A manifest cannot be applied: it is no YAML, a document is no object with apiVersion, kind and metadata.name, a CustomResourceDefinition in it is not served, or its apply set or an object of it belongs to somebody else.',
    remedy:
      'The message says which document, and where in it. Nothing was applied where the manifest could not be read. Give an apply set a name that no other tool uses.',
  },
  'not-installed': {
    means: 'A package that this one does not bring along was asked for, and is not there.',
    remedy: 'Install the package that the message names, beside this one.',
  },
  oidc: {
    means:
      'A login at an identity provider (`oidc`) has come to its end: its id-token has expired, and the provider cannot be reached, refuses the refresh-token, or there is none.',
    remedy:
      'Log in again with the tool that wrote the kubeconfig, or use an exec plugin such as kubelogin, which asks the user itself. Where the provider cannot be reached, the cause says why: check `idp-issuer-url` and `idp-certificate-authority`.',
  },
  option: {
    means: 'An option or an argument is misspelt or out of its range: a delay that is negative or `NaN`, a concurrency below 1.',
    remedy: 'The message names the option, and what is wanted or the nearest option that there is.',
  },
  owner: {
    means: 'An owner reference was asked for an object without a uid: it was never stored.',
    remedy: 'Create or read the owner first and pass what the server answered.',
  },
  params: {
    means: 'Options of a call contradict each other, or a value is out of its range. Nothing was sent.',
    remedy: 'The message names the option and what it may be. The server would have refused it, or silently ignored it.',
  },
  path: {
    means: 'A name or a namespace cannot stand in a path: it is empty, `.` or `..`, or has a `/` or a `%` in it. Nothing was sent.',
    remedy: 'Check where the name comes from: an undefined variable or text of a user, usually.',
  },
  'port-forward': {
    means:
      'A port cannot be forwarded: nothing listens there, the pod has ended, the target has no such port or no pod that is ready, or the port of this machine is in use.',
    remedy:
      'The message says which, or holds the words of the node. Check the port, and that what listens there does so on all addresses of the pod, or on localhost.',
  },
  proxy: {
    means: 'The URL of a proxy is none, or the proxy does not let the call through. The latter is the cause of a `transport` error.',
    remedy:
      'The message names the proxy without its password. Check `proxy-url` of the kubeconfig, or HTTPS_PROXY and NO_PROXY; after a 407, the name and password in the URL, percent-encoded.',
  },
  recording: {
    means:
      'A recorded conversation cannot go on: it holds no exchange for a request, or none any more; the file is no recording; or an upgrade was to be recorded.',
    remedy:
      'The message names the nearest exchange and what differs. Record again where the program asks for other things now, or pass `matches` where a part of a request is another each time.',
  },
  rollout: {
    means:
      'A rollout cannot be asked for, or did not end: the workload is paused, has no such revision, is of a kind or strategy that rolls nothing out, or its controller has given up.',
    remedy: 'The message says which. After a rollout that failed, look at the pods of the new revision, and go back with `undo`.',
  },
  'schema-depth': {
    means: 'A schema is nested more than 500 levels deep.',
    remedy: 'Flatten it, or preserve unknown fields below some level.',
  },
  selector: {
    means: 'A label or field selector is none, or asks for a key or value that no label can have. Nothing was sent.',
    remedy: 'The message is the one that the API server would have answered with, and says what stands where something else must.',
  },
  server: {
    means:
      'The server of the configuration is no http or https URL, or holds a name and password; or credentials would go to it over http, in the clear.',
    remedy: 'Write `https://host:6443`, and give names and passwords as credentials.',
  },
  tls: {
    means: 'A certificate, key or authority that the configuration names cannot be used.',
    remedy: 'The message names the file. Check that it exists, is readable for this process and holds PEM.',
  },
  'stream-closed': {
    means: 'Something was written to a stream that nobody reads: the session has ended, its input has, or it was opened without one.',
    remedy:
      "Open the session with `stdin: 'pipe'` and write before `end()`. A command may end before it has read all: then look at its exit code.",
  },
  'token-file': {
    means: 'The file with the bearer token cannot be read, or is empty.',
    remedy: 'Check the path and its permissions; in a pod, that the token volume is mounted.',
  },
  'token-source': {
    means: 'The function that a program has given as the source of its tokens gave none, or a time that is none.',
    remedy:
      'It gives `{ token, expiresAt }`, with a Date or a time as `2026-01-01T00:00:00Z`, or throws: then its error is that of the call.',
  },
  transport: {
    means: 'There was no answer: the server is down or unreachable, or the connection broke half way. `reason` is the code of the network.',
    remedy:
      'Check the address in the message. `ECONNREFUSED`: nothing listens there. `ENOTFOUND`: the name is unknown. A code with `CERT`: the authority of the configuration does not fit. A write may or may not have happened.',
  },
  'unknown-kind': {
    means: 'The server serves no kind of that name, or not in that version.',
    remedy:
      'Look for it with `kubectl api-resources`. Is its CustomResourceDefinition installed? The message names groups that could not be read: their server may be down.',
  },
  unread: {
    means: 'Nobody read a streamed answer for so long that its connection was given up. It is the cause of a `transport` error.',
    remedy: 'Read the body to its end, or discard it; do not hold a stream that you do not read.',
  },
  'wait-timeout': {
    means: 'What `wait` of kube-core/ops waited for did not come within `timeoutMs`. The message says of which object what was not so yet.',
    remedy: 'Look at the object, and raise `timeoutMs` if it may take longer.',
  },
  'websocket-closed': {
    means: 'A WebSocket was closed, by this side or by the other, while somebody was still reading from it.',
    remedy: 'Closed by this side: read to the end first. Closed by the other: it is the cause of a `transport` error; call again.',
  },
  'websocket-timeout': {
    means: 'A WebSocket was asked for and nothing answered in time. It is the cause of a `transport` error.',
    remedy: 'Look for a proxy that knows no upgrade, or a kubelet that does not answer.',
  },
};

/** The codes of this package. Others may add their own: a code is any text. */
export type ErrorCode = keyof typeof errorCodes;
