/**
 * Which sources `kube-codegen` reads, and where it writes the definitions.
 */
import { defineConfig } from 'kube-codegen';

export default defineConfig({ files: ['src/*.crd.ts'], crds: 'deploy/generated/crds' });
