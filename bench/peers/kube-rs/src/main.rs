//! Does the works of `pnpm bench` with kube-rs: `KUBECONFIG=… kube-bench cache | updates | reconcile`.
//!
//! It prints one line of JSON, what the work cost; `updates` prints `ready` before it.
use futures::{StreamExt, TryStreamExt};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Pod};
use kube::api::{Patch, PatchParams};
use kube::runtime::controller::{self, Action};
use kube::runtime::{Controller, WatchStreamExt, reflector, watcher};
use kube::{Api, Client, ResourceExt};
use serde_json::json;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What was used since it began.
struct Meter {
    start: Instant,
    cpu_ms: f64,
}

impl Meter {
    fn begin() -> Self {
        Meter { start: Instant::now(), cpu_ms: usage().0 }
    }

    fn print(&self, objects: usize) {
        let wall_ms = self.start.elapsed().as_secs_f64() * 1000.0;
        let (cpu_ms, peak_mb) = usage();
        println!("{}", json!({ "wallMs": wall_ms, "cpuMs": cpu_ms - self.cpu_ms, "peakMb": peak_mb, "objects": objects }));
    }
}

/// CPU time in milliseconds and the highest resident memory in megabytes.
fn usage() -> (f64, f64) {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: getrusage fills the struct that it is given.
    let usage = unsafe {
        assert_eq!(libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()), 0);
        usage.assume_init()
    };
    let ms = |time: libc::timeval| time.tv_sec as f64 * 1000.0 + time.tv_usec as f64 / 1000.0;
    (ms(usage.ru_utime) + ms(usage.ru_stime), usage.ru_maxrss as f64 / 1024.0)
}

fn number(name: &str) -> usize {
    std::env::var(name).unwrap().parse().unwrap()
}

async fn cache(client: Client) {
    let meter = Meter::begin();
    let (reader, writer) = reflector::store::<Pod>();
    tokio::spawn(
        watcher(Api::all(client), watcher::Config::default())
            .modify(|pod| pod.managed_fields_mut().clear())
            .reflect(writer)
            .for_each(|_| futures::future::ready(())),
    );
    reader.wait_until_ready().await.unwrap();
    meter.print(reader.state().len());
}

/// Counts the updates of pods until there were as many as the parent makes. What the first list costs is not counted: the parent starts
/// when it reads `ready`.
async fn updates(client: Client) {
    let wanted = number("KUBE_BENCH_UPDATES");
    let (_reader, writer) = reflector::store::<Pod>();
    let mut events = pin!(
        watcher(Api::all(client), watcher::Config::default()).modify(|pod| pod.managed_fields_mut().clear()).reflect(writer)
    );
    let (mut meter, mut seen) = (None, 0);
    while let Some(event) = events.try_next().await.unwrap() {
        match event {
            watcher::Event::InitDone => {
                meter = Some(Meter::begin());
                println!("ready");
            }
            watcher::Event::Apply(_) => seen += 1,
            _ => {}
        }
        if seen == wanted {
            break;
        }
    }
    meter.unwrap().print(seen);
}

async fn apply_child(owner: Arc<ConfigMap>, client: Arc<Client>) -> Result<Action, kube::Error> {
    let maps = Api::<ConfigMap>::namespaced(client.as_ref().clone(), &owner.namespace().unwrap());
    let name = format!("{}-child", owner.name_any());
    let child = json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": name,
            "labels": { "bench": "child" },
            "ownerReferences": [
                { "apiVersion": "v1", "kind": "ConfigMap", "name": owner.name_any(), "uid": owner.uid().unwrap(), "controller": true }
            ],
        },
        "data": { "copied": owner.data.as_ref().unwrap()["value"] },
    });
    maps.patch(&name, &PatchParams::apply("bench").force(), &Patch::Apply(child)).await?;
    Ok(Action::await_change())
}

/// Applies one child for each ConfigMap of a namespace, ten at a time.
async fn reconcile(client: Client) {
    let (namespace, wanted) = (std::env::var("KUBE_BENCH_NAMESPACE").unwrap(), number("KUBE_BENCH_OWNERS"));
    let meter = Meter::begin();
    let owners = Api::<ConfigMap>::namespaced(client.clone(), &namespace);
    let done = Controller::new(owners, watcher::Config::default().labels("bench=owner"))
        .with_config(controller::Config::default().concurrency(10))
        .run(apply_child, |_, error, _| panic!("{error}"), Arc::new(client))
        .take(wanted);
    let made = done.try_fold(0, async |made, _| Ok(made + 1)).await.unwrap();
    meter.print(made);
}

#[tokio::main]
async fn main() {
    let client = Client::try_default().await.unwrap();
    Api::<Namespace>::all(client.clone()).get("default").await.unwrap(); // connects
    tokio::time::sleep(Duration::from_millis(1)).await;
    match std::env::args().nth(1).as_deref() {
        Some("cache") => cache(client).await,
        Some("updates") => updates(client).await,
        Some("reconcile") => reconcile(client).await,
        work => panic!("no work is called {work:?}"),
    }
}
