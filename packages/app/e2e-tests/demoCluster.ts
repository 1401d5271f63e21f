import { request } from '@playwright/test';

/** Ports of the demo clusters, as `npm start` takes them. */
const EAST_PORT = Number(process.env.DEMO_PORT ?? 9443);

/** Does something to a demo cluster: see the README of packages/demo-cluster. */
export async function tellCluster(
  cluster: 'east' | 'west',
  action: 'rollout' | 'binding',
  query: Record<string, string>,
) {
  const port = cluster === 'east' ? EAST_PORT : EAST_PORT + 1;
  const context = await request.newContext({ ignoreHTTPSErrors: true });
  try {
    const answer = await context.post(
      `https://127.0.0.1:${port}/demo/${action}?${new URLSearchParams(query)}`,
    );
    if (!answer.ok()) {
      throw new Error(`${cluster} refused: ${await answer.text()}`);
    }
  } finally {
    await context.dispose();
  }
}
