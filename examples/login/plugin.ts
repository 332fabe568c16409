/**
 * A credential plugin: it is told of the cluster in `KUBERNETES_EXEC_INFO` and writes an `ExecCredential`. A real one would ask an identity
 * provider; this one reads the token of the user from a file.
 */
import { readFile } from 'node:fs/promises';

interface Request {
  readonly apiVersion: string;
  readonly spec: { readonly cluster?: { readonly server: string; readonly config?: { readonly tokenFile?: string } } };
}

const { apiVersion, spec } = JSON.parse(process.env['KUBERNETES_EXEC_INFO'] ?? '{}') as Request; // the protocol says so
console.error(`plugin: a login to ${spec.cluster?.server ?? 'nowhere'}`);
const token = await readFile(spec.cluster?.config?.tokenFile ?? '', 'utf8');
const expirationTimestamp = new Date(Date.now() + 15 * 60_000).toISOString();
console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion, status: { token, expirationTimestamp } }));
