import { test as base, expect } from '@playwright/test';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', '..', 'bin', 'ngograph');

/**
 * Starts the built program with a new store and gives its address. The store is filled by `ngograph` with these arguments, if
 * there are any, else with the sample, unless there are more for the server that say otherwise.
 */
export async function serve(fill: string[] = [], more: string[] = []): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ngograph-web-'));
  const store = ['--store', `sqlite:${join(folder, 'store.db')}`];
  if (fill.length) execFileSync(program, [...fill, ...store]);
  const server = spawn(program, ['serve', '--addr', '127.0.0.1:0', ...store, ...more]);
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let log = '';
    server.stderr.on('data', (chunk) => (log += chunk));
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${log}`)));
    createInterface({ input: server.stdout }).on('line', (line) => {
      const found = line.match(/(http:\/\/\S+)\/graphql/);
      if (found) resolve(found[1]!);
    });
  });
  return {
    url,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

interface Worker {
  server: string;
}

interface Each {
  /** What the browser complained of: errors of scripts, refusals of the policy, failed requests. */
  complaints: string[];
}

/** A test with a server of its worker's own. It fails where the browser complains. */
export const test = base.extend<Each, Worker>({
  server: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const { url, stop } = await serve();
      await use(url);
      await stop();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ server }, use) => use(server),
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (protocol.startsWith('http') && hostname !== '127.0.0.1') complaints.push(`asked ${request.url()}`);
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
