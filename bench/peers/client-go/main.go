// Command bench does the works of `pnpm bench` with client-go: it reads Protobuf, as controllers do.
//
//	KUBECONFIG=… bench cache | updates | reconcile
//
// It prints one line of JSON, what the work cost; `updates` prints `ready` before it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1apply "k8s.io/client-go/applyconfigurations/core/v1"
	metav1apply "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/workqueue"
)

type figures struct {
	WallMs     float64 `json:"wallMs"`
	CpuMs      float64 `json:"cpuMs"`
	PeakMb     float64 `json:"peakMb"`
	RetainedMb float64 `json:"retainedMb,omitempty"`
	Objects    int     `json:"objects"`
}

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	check(err)
	config.QPS = -1
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	client, err := kubernetes.NewForConfig(config)
	check(err)
	ctx := context.Background()
	_, err = client.CoreV1().Namespaces().Get(ctx, "default", metav1.GetOptions{}) // connects
	check(err)

	works := map[string]func(context.Context, kubernetes.Interface, *meter) any{"cache": cacheWork, "updates": updatesWork, "reconcile": reconcileWork}
	work, known := works[os.Args[1]]
	if !known {
		panic("no work is called " + os.Args[1])
	}
	var meter meter
	meter.begin()
	kept := work(ctx, client, &meter)
	result := meter.end()
	result.Objects = count(kept)
	line, err := json.Marshal(result)
	check(err)
	fmt.Println(string(line))
}

func cacheWork(ctx context.Context, client kubernetes.Interface, _ *meter) any {
	factory := informers.NewSharedInformerFactory(client, 0)
	informer := factory.Core().V1().Pods().Informer()
	check(informer.SetTransform(withoutManagedFields))
	factory.Start(ctx.Done())
	cache.WaitForCacheSync(ctx.Done(), informer.HasSynced)
	return informer.GetStore()
}

// updatesWork counts the updates of pods until there were as many as the parent makes. What the first list costs is not counted: the
// parent starts when it reads `ready`.
func updatesWork(ctx context.Context, client kubernetes.Interface, meter *meter) any {
	wanted, err := strconv.ParseInt(os.Getenv("KUBE_BENCH_UPDATES"), 10, 64)
	check(err)
	var seen atomic.Int64
	done := make(chan struct{})
	factory := informers.NewSharedInformerFactory(client, 0)
	informer := factory.Core().V1().Pods().Informer()
	check(informer.SetTransform(withoutManagedFields))
	_, err = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{UpdateFunc: func(_, _ any) {
		if seen.Add(1) == wanted {
			close(done)
		}
	}})
	check(err)
	factory.Start(ctx.Done())
	cache.WaitForCacheSync(ctx.Done(), informer.HasSynced)
	meter.begin()
	fmt.Println("ready")
	<-done
	return int(wanted)
}

// reconcileWork applies one child for each ConfigMap of a namespace, ten at a time.
func reconcileWork(ctx context.Context, client kubernetes.Interface, _ *meter) any {
	namespace := os.Getenv("KUBE_BENCH_NAMESPACE")
	queue := workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[cache.ObjectName]())
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(namespace),
		informers.WithTweakListOptions(func(options *metav1.ListOptions) { options.LabelSelector = "bench=owner" }))
	informer := factory.Core().V1().ConfigMaps().Informer()
	check(informer.SetTransform(withoutManagedFields))
	lister := factory.Core().V1().ConfigMaps().Lister().ConfigMaps(namespace)
	enqueue := func(object any) {
		name, err := cache.ObjectToName(object)
		check(err)
		queue.Add(name)
	}
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{AddFunc: enqueue, UpdateFunc: func(_, now any) { enqueue(now) }})
	check(err)
	factory.Start(ctx.Done())
	cache.WaitForCacheSync(ctx.Done(), informer.HasSynced)

	wanted, err := strconv.ParseInt(os.Getenv("KUBE_BENCH_OWNERS"), 10, 64)
	check(err)
	var made atomic.Int64
	done := make(chan struct{})
	for range 10 {
		go func() {
			for {
				key, closed := queue.Get()
				if closed {
					return
				}
				owner, err := lister.Get(key.Name)
				check(err)
				_, err = client.CoreV1().ConfigMaps(namespace).Apply(ctx, childOf(owner), metav1.ApplyOptions{FieldManager: "bench", Force: true})
				check(err)
				queue.Forget(key)
				queue.Done(key)
				if made.Add(1) == wanted {
					close(done)
				}
			}
		}()
	}
	<-done
	queue.ShutDown()
	return int(wanted)
}

func childOf(owner *corev1.ConfigMap) *corev1apply.ConfigMapApplyConfiguration {
	reference := metav1apply.OwnerReference().WithAPIVersion("v1").WithKind("ConfigMap").WithName(owner.Name).WithUID(owner.UID).WithController(true)
	return corev1apply.ConfigMap(owner.Name+"-child", owner.Namespace).WithLabels(map[string]string{"bench": "child"}).
		WithOwnerReferences(reference).WithData(map[string]string{"copied": owner.Data["value"]})
}

func withoutManagedFields(object any) (any, error) {
	if accessor, ok := object.(metav1.Object); ok {
		accessor.SetManagedFields(nil)
	}
	return object, nil
}

func count(kept any) int {
	switch kept := kept.(type) {
	case int:
		return kept
	case cache.Store:
		return len(kept.List())
	}
	panic("the work gave nothing to count")
}

// A meter says what was used since it began.
type meter struct {
	start time.Time
	cpu   time.Duration
	heap  float64
}

func (m *meter) begin() {
	runtime.GC()
	*m = meter{start: time.Now(), cpu: cpuTime(), heap: heap()}
}

func (m *meter) end() figures {
	used := figures{WallMs: milliseconds(time.Since(m.start)), CpuMs: milliseconds(cpuTime() - m.cpu), PeakMb: peak()}
	runtime.GC()
	used.RetainedMb = (heap() - m.heap) / (1 << 20)
	return used
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func peak() float64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return float64(usage.Maxrss) / 1024
}

func heap() float64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc)
}

func milliseconds(duration time.Duration) float64 { return float64(duration.Microseconds()) / 1000 }

func check(err error) {
	if err != nil {
		panic(err)
	}
}
