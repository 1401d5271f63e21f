import type { Page } from '@playwright/test';

/** Steps in which calls to the callee fail, at the end of what is shown. */
const FAILING_STEPS = 12;

interface Answer {
  times: number[];
  workloads: {
    workload: { name: string; cluster: string };
    inbound: object;
    outbound: object;
    callees: object[];
    rememberedSince?: number;
  }[];
}

/**
 * Fills the portal's answer about the past with one that would take two hours to come about: a workload whose requests fail since twelve
 * steps, while as many of its calls to one callee fail. All else in the answer (steps, changes, notes) stays as the portal sent it.
 *
 * @param callee - name of one that the workload really calls
 */
export async function rememberFailures(page: Page, callee: string) {
  await page.route(/\/api\/service-mesh\/.*\/history\?/, async route => {
    const request = route.request();
    const [response, stats] = await Promise.all([
      route.fetch(),
      page.request.get(request.url().replace('/history?', '/stats?'), {
        headers: await request.allHeaders(),
      }),
    ]);
    const answer: Answer = await response.json();
    const { workloads } = await stats.json();
    for (const history of answer.workloads) {
      const now = workloads.find(
        ({ workload }: { workload: { name: string; cluster: string } }) =>
          workload.name === history.workload.name &&
          workload.cluster === history.workload.cluster,
      );
      const peer = now?.outbound
        .map((call: { peer: { name?: string } }) => call.peer)
        .find(({ name }: { name?: string }) => name === callee);
      const steps = answer.times.map((_, at) => at);
      const failed = steps.map(at =>
        at >= steps.length - FAILING_STEPS ? 60 + at : 0,
      );
      Object.assign(history, {
        rememberedSince: undefined,
        inbound: calls(steps, failed),
        outbound: calls(steps, failed),
        callees: peer ? [{ peer, series: calls(steps, failed) }] : [],
      });
    }
    await route.fulfill({ response, json: answer });
  });
}

function calls(steps: number[], failures: number[]) {
  const requests = steps.map(at => 600 + (at % 7) * 10);
  return {
    requests,
    successes: requests.map((count, at) => count - failures[at]),
    failures,
    p50: steps.map(at => 30 + (at % 5)),
    p95: steps.map(at => 170 + (at % 9)),
    p99: steps.map(at => 400 + (at % 11)),
  };
}
