import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { command, run, runWords } from '../run.js';

const env = {
  ...process.env,
  EXAMPLE_IMAGE: 'localhost/busybox:test',
  EXAMPLE_POD: JSON.stringify({ nodeName: 'node-1', hostNetwork: true }),
};

test.each<[string, readonly string[], string?]>([
  ['exec', ['run: code 3, out, err', 'exec: 1\nexec: 2\nexec: 3\nexec: code 0']],
  ['exec-stdin', ['text: apple pear', 'stream: 100024 bytes', 'pipe: one two']],
  ['attach', ['heard hello']],
  ['tty', ['piped 42\n'], 'echo piped $((6 * 7))\n'],
  ['logs-follow', ['follow: line 1\nfollow: line 2\nfollow: line 3\ntail: line 3', '[pod/box/main] line 2']],
  ['copy', ['to: 1 file, 6 bytes', 'from: HELLO']],
  ['port-forward', ['200 hello']],
  ['port-forward-raw', ['raw: hello', 'http: / 200\nhttp: /missing 404']],
])('examples/streams/%s shows what it says and ends by itself', async (name, lines, input = '') => {
  const { code, stdout, stderr } = await run(`examples/streams/${name}.ts`, [], { env, input });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const line of lines) expect(stdout).toContain(line);
});

test('examples/streams/tty gives a shell the keys and the size of the window, also when that changes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kube-tty-'));
  const log = join(folder, 'screen');
  const first = `until grep -q "^reached ${33 * 101}" ${log}; do sleep 0.1; done`;
  const program = [...command, 'examples/streams/tty.ts'].join(' ');
  const window = `stty rows 33 cols 101; (${first}; stty rows 40 cols 90 </dev/tty) & ${program}`;
  const size = (rows: number, columns: number): string =>
    `until test "$(stty size)" = "${rows} ${columns}"; do sleep 0.1; done; echo reached $((${rows} * ${columns}))\n`;
  const input = `${size(33, 101)}${size(40, 90)}exit 7\n`;
  const { code, stdout } = await runWords(['script', '-qefc', window, log], { env, input });
  await rm(folder, { recursive: true });
  expect(stdout).toContain(`reached ${40 * 90}`);
  expect(code).toBe(7);
});
