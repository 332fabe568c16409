/**
 * Every error code of this package: what it means, and what to do. Nothing loads this table at run time; `docs/errors.md` is written from
 * it, and `pnpm check:errors` holds it against the codes that the sources use.
 */

/** By code. */
export const errorCodes = {
  abandoned: {
    means: 'A controller ended while a reconcile still ran that did not heed its signal. Nobody waits for it any more.',
    remedy: 'Hand `signal` to everything that the reconcile awaits.',
  },
  callback: {
    means:
      'A function that was given to `watches()`, `on` or `waitFor()` threw. The object counted as unrelated, or as changed; the wait ended.',
    remedy: 'Mend the function: `cause` is what it threw. Objects of a cache are frozen and may lack any optional field.',
  },
  children: {
    means: 'What is wanted of a set of children cannot be: two have one name, or the owner cannot own one, being in another namespace.',
    remedy: 'The message names the child. Children of a namespaced owner are in its namespace; name every kind, with `[]` for none.',
  },
  controller: {
    means: 'A controller cannot run like this: an option is out of its range, or it has run already.',
    remedy: 'The message names the option and its range. A controller runs once: build another to run again.',
  },
  daemon: {
    means: 'The daemon of an object, or a call of its timer, failed. `cause` is what it threw, `retryInMs` when it is started again.',
    remedy: 'Look at the cause. Throw a `TerminalError` where starting again is of no use.',
  },
  event: {
    means: 'An event of a recorder was left out or could not be written. Nothing but the event is lost.',
    remedy:
      'See `cause`: a 403 means that the role lacks `create` and `patch` of events of events.k8s.io. Leave times and counters out of notes.',
  },
  finalizer: {
    means: 'A text cannot be the name of a finalizer.',
    remedy: 'Write a domain of yours, a slash and a word: `example.com/website`.',
  },
  'leader-election': {
    means:
      'A call for the Lease of a leader election failed and is tried again; or an election was begun twice, or its work outlived its lease.',
    remedy: 'See `cause`: a 403 means that the role lacks `get`, `create` or `update` of leases. Make one election for each leadership.',
  },
  'leadership-lost': {
    means: 'This process led and does not any more: its lease could not be renewed in time, is held by another, or was deleted.',
    remedy: 'Let the process end and be started anew. If it comes often, look at the load of the process and at the way to the API server.',
  },
  listen: {
    means: 'The port for health, metrics or webhooks cannot be had: another program has it, or this one may not.',
    remedy: 'Choose another port, or 0 for any that is free.',
  },
  manager: {
    means: 'Something was added to a manager that runs already, or a manager was run twice.',
    remedy: 'Add everything before `run()`, and make one manager for one run.',
  },
  'manager-stop': {
    means: 'Some of what the manager ran did not end within the time for a graceful stop.',
    remedy: 'Pass the `signal` of the reconcile to every call that it makes, and raise the grace period if its work takes longer.',
  },
  metrics: {
    means: 'Metrics cannot be had: prom-client is not installed, or the registry has metrics of these names already.',
    remedy: '`npm install prom-client`, and one registry for each `Metrics`.',
  },
  reconcile: {
    means: 'A reconcile failed. `cause` is what it threw, `retryInMs` when it is tried again.',
    remedy: 'Look at the cause. Throw a `TerminalError` where trying again is of no use.',
  },
  'reconcile-timeout': {
    means: 'A reconcile took longer than `reconcileTimeoutMs` and was aborted. It is tried again.',
    remedy: 'Hand `signal` to everything that the reconcile awaits, and raise the timeout if its work takes longer.',
  },
  sharding: {
    means:
      'The Leases of a sharding could not be listed or deleted, which is tried again; replicas divide the objects in two ways; a sharding was run twice; or work outlived its lease.',
    remedy: 'See `cause`: a 403 means that the role lacks `list` or `delete` of leases. Make one sharding for one run.',
  },
  source: {
    means: 'What tells a controller of things outside of the cluster failed, or ended. It is asked again; `retryInMs` says when.',
    remedy: 'Look at the cause: it is what the function given to `poll()` threw, or what the observable given to `from()` ended with.',
  },
  sync: {
    means: 'A controller cannot read a kind that it watches: it is not installed, or may not be listed. It is told at the first refusal.',
    remedy: 'The message holds what to do: install the CRD, or add the rule that it shows to the role. A source may be declared optional.',
  },
  terminal: {
    means: 'A reconcile said that trying again is of no use: the object itself is wrong.',
    remedy: 'Change the object; the controller looks again when it changes. Say the reason in its status as well.',
  },
  'wait-timeout': {
    means:
      'What `waitFor` waited for did not come within `timeoutMs`. The message says what was not so yet; `cause` is what the watch last failed at.',
    remedy: 'Look at the object, and raise `timeoutMs` if it may take longer.',
  },
  watcher: {
    means: 'A watcher failed at something and goes on. `phase` says at what, `cause` why, `retryInMs` when it tries again.',
    remedy:
      'Nothing, if it passes. A cause that stays is that of an `Api` call: see its code. A 403 means that the role lacks `list` or `watch`.',
  },
  'watcher-event': {
    means: 'The server sent an ERROR event without a Status.',
    remedy: 'The watcher starts again by itself. If it stays, look at the proxy or the aggregated API server that answers.',
  },
  'watcher-list': {
    means: 'A list cannot be used: it has no `resourceVersion`, or it ended before it was complete.',
    remedy: 'The watcher lists again by itself. If it stays, look at the proxy or the aggregated API server that answers.',
  },
  'watcher-object': {
    means: 'The server sent an object without a name. It is left out.',
    remedy: 'Look at the aggregated API server that serves the kind: kube-apiserver itself stores no such object.',
  },
  'watcher-short': {
    means: 'The server ended a watch at once, without an event.',
    remedy: 'The watcher tries again after a backoff. If it stays, look for a proxy that cuts long answers.',
  },
  'watcher-silent': {
    means: 'A watch brought no byte for so long that its connection is taken for dead.',
    remedy: 'The watcher connects again by itself. If it comes often, look for a proxy or firewall that drops idle connections.',
  },
  webhook: {
    means: 'A webhook server cannot run like this: nothing is declared, two webhooks have one path, or a version cannot be converted.',
    remedy: 'The message says which. Declare everything before `run()`, and every served version of a kind with `convert()`.',
  },
  'webhook-certificates': {
    means:
      'The certificates of a webhook server cannot be had or kept up: a file or a Secret cannot be used, something cannot be installed, or node-forge is missing.',
    remedy: 'See `cause`: a 403 means that the role lacks what the guide on webhooks lists. Otherwise the message says what to do.',
  },
  'webhook-denied': {
    means: 'A handler of a webhook refused a request. The server answers it; the error itself reaches nobody.',
    remedy: 'Nothing: the client is told the message. Throw anything else where the webhook itself has failed.',
  },
  'webhook-install': {
    means:
      'A CustomResourceDefinition or a webhook configuration that is to be told of a webhook server is not there, or cannot be written.',
    remedy:
      'Install it, or give the rights to write it: see `cause`. The server looks again by itself, and is not ready until all were told once.',
  },
  'webhook-review': {
    means: 'A request to a webhook server is no review of the version v1 that it knows. It is answered with 400 and these words.',
    remedy: 'Let only API servers call it. A configuration that others write names `v1` in its review versions.',
  },
};
