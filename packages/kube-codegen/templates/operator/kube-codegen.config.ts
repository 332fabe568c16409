import { defineConfig } from 'kube-codegen';

export default defineConfig({ files: ['src/*.crd.ts'], crds: 'deploy/generated/crds' });
