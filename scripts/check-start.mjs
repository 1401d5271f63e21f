// Runs `npm start` as a newcomer would, and opens the three tabs in Chromium once.
import { spawn } from 'node:child_process';
import { root, toolEnvironment } from './lib/install.mjs';
import { openTabs } from './lib/openTabs.mjs';

const READY_MS = 300_000;

const portal = spawn('npm', ['start'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: toolEnvironment(),
  detached: true,
});

function ready() {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`npm start is not ready after ${READY_MS} ms`)),
      READY_MS,
    );
    portal.stdout.on('data', text => {
      process.stdout.write(text);
      if (/The portal is ready/.test(text)) {
        clearTimeout(timer);
        resolve();
      }
    });
    portal.once('exit', code =>
      reject(new Error(`npm start ended with exit code ${code}`)),
    );
  });
}

let exitCode = 1;
try {
  await ready();
  await openTabs('http://localhost:3000');
  console.log('All three tabs of the portal show live data.');
  exitCode = 0;
} catch (error) {
  console.error(error);
} finally {
  const ended = new Promise(resolve => portal.once('exit', resolve));
  if (portal.exitCode === null) {
    process.kill(-portal.pid, 'SIGTERM');
    await ended;
  }
}
process.exit(exitCode);
