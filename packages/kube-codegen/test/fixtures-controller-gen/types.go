// Package v1 holds the kind that test/fixtures-controller-gen/input.crd.ts describes too.
// +groupName=peers.example.com
package v1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Mode is how a mirror copies.
// +kubebuilder:validation:Enum=full;incremental
type Mode string

// Target is where copies go.
type Target struct {
	// Name of the target.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z]([-a-z0-9]*[a-z0-9])?$`
	Name string `json:"name"`
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=65535
	// +kubebuilder:default=443
	Port int32 `json:"port,omitempty"`
}

// MirrorSpec is what a mirror is to do.
type MirrorSpec struct {
	// Mode of copying.
	Mode Mode `json:"mode"`
	// +kubebuilder:default=1
	// +kubebuilder:validation:Minimum=0
	Replicas *int32 `json:"replicas,omitempty"`
	// +kubebuilder:validation:ExclusiveMinimum=true
	// +kubebuilder:validation:Minimum=0
	Bytes int64 `json:"bytes,omitempty"`
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=16
	Targets []Target `json:"targets"`
	// +listType=set
	Tags []string `json:"tags,omitempty"`
	// +kubebuilder:validation:MaxProperties=8
	Labels map[string]string `json:"labels,omitempty"`
	// +nullable
	Note *string `json:"note,omitempty"`
	Paused bool `json:"paused,omitempty"`
	Since *metav1.Time `json:"since,omitempty"`
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="class is immutable"
	Class string `json:"class"`
	// +structType=atomic
	Owner *Owner `json:"owner,omitempty"`
	Selector *metav1.LabelSelector `json:"selector,omitempty"`
	Keys []byte `json:"keys,omitempty"`
}

// Owner is who asked for it.
// +kubebuilder:validation:XValidation:rule="has(self.mail) || has(self.phone)",message="mail or phone"
type Owner struct {
	// +kubebuilder:validation:Format=email
	Mail  string `json:"mail,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// MirrorStatus is what was seen.
type MirrorStatus struct {
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`
	Replicas           int32 `json:"replicas,omitempty"`
	Selector           string `json:"selector,omitempty"`
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`
}

// Mirror copies a site.
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas,selectorpath=.status.selector
// +kubebuilder:resource:shortName=mi,categories=all
// +kubebuilder:printcolumn:name="Mode",type=string,JSONPath=`.spec.mode`
// +kubebuilder:selectablefield:JSONPath=`.spec.mode`
type Mirror struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              MirrorSpec   `json:"spec"`
	Status            MirrorStatus `json:"status,omitempty"`
}
