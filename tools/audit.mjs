// Audits a server against the GraphQL over HTTP specification:
//
//   node tools/audit.mjs URL              a server that runs
//   node tools/audit.mjs -- COMMAND...    one started for the audit, which prints the URL of its endpoint
//
// Prints each audit's result. Exits 1 on an error, on a warning, or when no audit ran.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { auditServer } from 'graphql-http';

const startTimeout = 60_000;

async function audit(url) {
  const results = await auditServer({ url });
  const counts = { ok: 0, notice: 0, warn: 0, error: 0 };
  for (const result of results) {
    counts[result.status]++;
    console.log(`${result.status.padEnd(6)} ${result.id} ${result.name}`);
    if (result.status !== 'ok') console.log(`       ${result.reason}`);
  }
  const failed = counts.warn + counts.error;
  console.log(
    `GraphQL over HTTP: ${counts.ok} audits passed, ${failed} failed, ${counts.notice} notices at ${url}`,
  );
  return failed === 0 && counts.ok > 0;
}

async function auditCommand([name, ...args]) {
  const server = spawn(name, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = ''; // of interest only where the server does not start
  server.stderr?.on('data', (chunk) => (log = (log + chunk).slice(-8192)));
  const ended = new Promise((resolve) => server.once('exit', resolve).once('error', resolve));
  try {
    const url = await endpoint(server).catch((error) => {
      throw new Error(`${error.message}\n${log}`);
    });
    return await audit(url);
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

// endpoint waits for the line in which the server names its address.
function endpoint(server) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('the server printed no URL in time')),
      startTimeout,
    );
    const settle = (done) => (value) => {
      clearTimeout(timer);
      done(value);
    };
    server.once('error', settle(reject));
    server.once('exit', (code) =>
      settle(reject)(new Error(`the server ended with ${code} before it printed its URL`)),
    );
    createInterface({ input: server.stdout }).on('line', (line) => {
      const url = line.match(/https?:\/\/\S+\/graphql\b/);
      if (url) settle(resolve)(url[0]);
    });
  });
}

const [first, ...rest] = process.argv.slice(2);
if (first === undefined || (first === '--' && rest.length === 0)) {
  console.error('usage: node tools/audit.mjs URL | -- COMMAND [ARGUMENT...]');
  process.exit(2);
}
try {
  process.exitCode = (await (first === '--' ? auditCommand(rest) : audit(first))) ? 0 : 1;
} catch (error) {
  console.error(`audit: ${error.message}`);
  process.exitCode = 1;
}
