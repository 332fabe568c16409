/**
 * Admission and conversion webhooks, served by the program itself: {@link WebhookServer}.
 */
import { KubeError, type Client, type KubeObject, type ResourceDefinition } from 'kube-core';
import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from 'kube-core/k8s';
import { join, type Host, type Member } from '../controller/host.js';
import { Held } from '../http/body.js';
import { consoleLogger } from '../log/console-logger.js';
import type { Logger } from '../log/logger.js';
import { Life } from '../util/life.js';
import { Ready } from '../util/ready.js';
import type { Permission } from '../util/permission.js';
import type { HealthCheck, Runnable, RunOptions } from '../util/runnable.js';
import { mutatingHook, validatingHook, type Hook, type Mutate, type Validate } from './admission/hook.js';
import type { AdmissionOptions, MutateOptions } from './admission/options.js';
import { rehearse, type Rehearsal, type Rehearsed } from './admission/rehearse.js';
import type { Operation } from './admission/review.js';
import type { Material } from './certificates/source.js';
import { permissionsOf } from './server/permissions.js';
import { checkForge } from './certificates/x509.js';
import { Installer } from './configuration/install.js';
import { converted } from './conversion/convert.js';
import type { Conversion } from './conversion/versions.js';
import { Declarations } from './declarations.js';
import { settingsOf, type Settings, type WebhookServerOptions } from './options.js';
import { checkValid, keep, type KeepOptions } from './server/keeper.js';
import { Listener } from './server/listener.js';
import { routesOf } from './server/routes.js';
import { changesOf, sourceOf } from './server/sources.js';

/** Serves webhooks over HTTPS, and tells the API servers of them. Add it to a manager, or run it by itself. */
export interface WebhookServer extends Runnable, AsyncDisposable {
  readonly name: string;
  /** A manager starts it before anything is read: a list of a kind may need its conversion. */
  readonly phase: 'servers';
  /** Fails until the server listens and the API servers were told, and when its certificate has expired. */
  readonly health: HealthCheck;
  /** Where it is reached from the same machine: `https://127.0.0.1:9443`; `undefined` while it does not listen. */
  readonly url: string | undefined;
  /**
   * Declares a webhook that changes objects before they are stored.
   *
   * @param definition - The kind, in the version that the handler is written for. Other versions come converted.
   * @param handler - Returns the object as it is to be, or changes it in place. It has to be idempotent: it may be called more than once.
   * @param options - Which requests, and what becomes of them when the handler fails.
   * @throws KubeError `option` for an option that there is not, or that cannot be meant; `webhook` for a second webhook of a name or a path.
   */
  mutate<K extends KubeObject, const O extends Operation = 'CREATE' | 'UPDATE'>(
    definition: ResourceDefinition<K>,
    handler: Mutate<K, O>,
    options?: MutateOptions<O>,
  ): WebhookServer;
  /**
   * Declares a webhook that judges what is about to happen. It sees objects after all mutating webhooks.
   *
   * @param definition - The kind, in the version that the handler is written for.
   * @param handler - Returns what is wrong, or throws a {@link DeniedError}.
   * @param options - Which requests, and what becomes of them when the handler fails.
   * @throws as {@link WebhookServer.mutate}.
   */
  validate<K extends KubeObject, const O extends Operation = 'CREATE' | 'UPDATE'>(
    definition: ResourceDefinition<K>,
    handler: Validate<K, O>,
    options?: AdmissionOptions<O>,
  ): WebhookServer;
  /**
   * Declares how objects go from one version of a custom kind to another. Each version but one, the hub, is declared once.
   *
   * @param hub - The version that all others are converted to and from.
   * @param spoke - Another version of the kind.
   * @param conversion - The ways between the two. Metadata is kept, but for the labels and annotations that a function gives.
   * @throws KubeError `webhook` for a version of another kind, another hub, or a version that was declared before.
   */
  convert<H extends KubeObject, S extends KubeObject>(
    hub: ResourceDefinition<H>,
    spoke: ResourceDefinition<S>,
    conversion: Conversion<H, S>,
  ): WebhookServer;
  /** The webhook configurations of what was declared, without authorities: to print, or to put into a chart. */
  configurations(): readonly (MutatingWebhookConfiguration | ValidatingWebhookConfiguration)[];
  /**
   * What an API server would come to, without one and without a network: calls the webhooks of a kind as they were declared. For tests.
   *
   * @param definition - The kind, in the version that the webhooks were declared with.
   * @param rehearsal - What is to be written, and over what. Both belong to the caller: handlers get copies.
   */
  rehearse<K extends KubeObject>(definition: ResourceDefinition<K>, rehearsal: Rehearsal<K>): Promise<Rehearsed<K>>;
  /**
   * An object in another version, as an API server would get it. For tests: from there and back it has to be what it was.
   *
   * @throws KubeError `webhook` with what the API server would be told, where it cannot be converted.
   */
  converted<K extends KubeObject>(object: KubeObject, to: ResourceDefinition<K>): Promise<K>;
  /** Resolves when the server listens and the API servers were told. @throws the signal's reason. */
  started(signal: AbortSignal): Promise<void>;
  /**
   * Serves until `signal` aborts, then answers what it has, for `lingerMs` also what comes, and ends. `force` cuts it short.
   *
   * @throws KubeError `listen` when the port cannot be had; `webhook-certificates` where node-forge is missing; `webhook` where nothing was
   *   declared, or it has run before. Whatever else fails is logged and tried again.
   */
  run(options?: RunOptions): Promise<void>;
  /** Stops in good order, and resolves when it has ended. */
  close(): Promise<void>;
}

class HttpsWebhookServer implements WebhookServer, Member {
  readonly name: string;
  readonly label: string;
  readonly phase = 'servers';
  readonly health: HealthCheck;
  readonly #client: Client;
  readonly #settings: Settings;
  readonly #declared: Declarations;
  readonly #life: Life;
  readonly #ready = new Ready();
  #host: Host = {};
  #listener: Listener | undefined;
  #material: Material | undefined;

  constructor(client: Client, options: WebhookServerOptions) {
    this.#client = client;
    this.#settings = settingsOf(client, options);
    this.#declared = new Declarations(this.#settings);
    this.name = `the webhook server ${this.#settings.name}`;
    this.label = `${this.#settings.name}-webhooks`;
    this.health = { name: this.label, ready: () => this.#check() };
    this.#life = new Life({ code: 'webhook', name: this.name });
  }

  get permissions(): readonly Permission[] {
    return permissionsOf(this.#client, this.#settings, this.#declared.declared(this.#settings.listen.port));
  }

  get url(): string | undefined {
    const port = this.#listener?.port;
    return port === undefined ? undefined : `https://127.0.0.1:${port}`;
  }

  [join](host: Host): void {
    this.#host = host;
  }

  mutate<K extends KubeObject, const O extends Operation>(
    definition: ResourceDefinition<K>,
    handler: Mutate<K, O>,
    options: MutateOptions<O> = {},
  ): WebhookServer {
    return this.#declare(mutatingHook(definition, handler, options));
  }

  validate<K extends KubeObject, const O extends Operation>(
    definition: ResourceDefinition<K>,
    handler: Validate<K, O>,
    options: AdmissionOptions<O> = {},
  ): WebhookServer {
    return this.#declare(validatingHook(definition, handler, options));
  }

  convert<H extends KubeObject, S extends KubeObject>(
    hub: ResourceDefinition<H>,
    spoke: ResourceDefinition<S>,
    conversion: Conversion<H, S>,
  ): WebhookServer {
    this.#checkNew();
    this.#declared.addVersion(hub, spoke, conversion);
    return this;
  }

  configurations(): readonly (MutatingWebhookConfiguration | ValidatingWebhookConfiguration)[] {
    const { mutating, validating } = this.#declared.configurations(this.#listener?.port ?? this.#settings.listen.port);
    return [mutating, validating].filter((each) => each !== undefined);
  }

  rehearse<K extends KubeObject>(definition: ResourceDefinition<K>, rehearsal: Rehearsal<K>): Promise<Rehearsed<K>> {
    return rehearse(definition, rehearsal, { hooks: this.#declared.hooks, clock: this.#settings.clock });
  }

  converted<K extends KubeObject>(object: KubeObject, to: ResourceDefinition<K>): Promise<K> {
    const { signal } = new AbortController();
    return converted(object, to, { find: this.#declared.find, clock: this.#settings.clock, signal });
  }

  started(signal: AbortSignal): Promise<void> {
    return this.#ready.wait(signal);
  }

  run(options: RunOptions = {}): Promise<void> {
    return this.#life.run(options, async (stop, force) => {
      if (this.#declared.isEmpty)
        throw new KubeError('webhook', `${this.name} has nothing to serve: declare it with mutate(), validate() or convert() before run()`);
      const { clock, listen, lingerMs, certificates, maxHeldBytes } = this.#settings;
      if (!('folder' in certificates)) await checkForge();
      const listener = new Listener({ routes: this.#routes(), clock, held: new Held(maxHeldBytes) });
      await listener.listen(listen);
      this.#listener = listener;
      try {
        await this.#keep(listener, stop.signal);
        listener.leave();
        await clock.sleep(lingerMs, force.signal).catch(() => undefined); // a second signal cuts it short
      } finally {
        await listener.close(force.signal);
        this.#listener = undefined;
      }
    });
  }

  close(): Promise<void> {
    return this.#life.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #log(): Logger {
    return (this.#settings.log ?? this.#host.log ?? consoleLogger()).child({ webhooks: this.#settings.name });
  }

  #declare(hook: Hook): WebhookServer {
    this.#checkNew();
    this.#declared.add(hook);
    return this;
  }

  #checkNew(): void {
    if (this.#life.hasBegun) throw new KubeError('webhook', `${this.name} runs already: declare everything before run()`);
  }

  #check(): void {
    if (!this.#ready.isOpen || this.#material === undefined) throw new Error('the API servers were not told of the webhooks yet');
    checkValid(this.#material, this.#settings.clock.now());
  }

  #routes(): ReturnType<typeof routesOf> {
    const meters = this.#host.webhooks?.();
    const meter = meters === undefined ? undefined : (path: string) => meters.path(path);
    return routesOf(this.#declared.hooks, this.#declared.versions, { clock: this.#settings.clock, log: this.#log, meter });
  }

  #keep(listener: Listener, signal: AbortSignal): Promise<void> {
    const { clock, address, install } = this.#settings;
    const [log, port] = [this.#log, listener.port ?? 0];
    const installer = new Installer(this.#client, install);
    const declared = this.#declared.declared(port);
    const kept = (material: Material): void => {
      this.#material = material;
      if (!this.#ready.isOpen) log.info({ url: this.url }, 'webhooks are served, and the API servers were told of them');
      this.#ready.open();
    };
    const options: KeepOptions = {
      source: sourceOf(this.#client, this.#settings, { hosts: address.hosts(port), log, meters: this.#host.webhooks?.() }),
      show: (material) => listener.show(material),
      install: ({ authorities }, until) => installer.install(declared, authorities, until),
      kept,
      changes: changesOf(this.#client, this.#settings, declared),
      clock,
      log,
    };
    return keep(options, signal);
  }
}

/**
 * Serves webhooks over HTTPS, and tells the API servers of them.
 *
 * @example
 * ```ts
 * import { Client } from 'kube-core';
 * import { Manager } from 'kube-runtime';
 * import { DeniedError, WebhookServer } from 'kube-runtime/webhook';
 * import { Website } from './website.gen.js';
 *
 * await using client = await Client.tryDefault({ fieldManager: 'website' });
 * const webhooks = new WebhookServer(client, { name: 'website', service: { name: 'website-webhooks' } })
 *   .mutate(Website, ({ object }) => {
 *     object.spec.replicas ??= 1;
 *   })
 *   .validate(Website, ({ object, oldObject }) => {
 *     if (oldObject !== undefined && oldObject.spec.host !== object.spec.host) throw new DeniedError('the host cannot change');
 *   });
 * await new Manager(client).add(webhooks).run();
 * ```
 */
export const WebhookServer: new (client: Client, options: WebhookServerOptions) => WebhookServer = HttpsWebhookServer;
