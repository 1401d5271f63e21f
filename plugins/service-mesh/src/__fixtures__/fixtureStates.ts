import { ResponseError } from '@backstage/errors';

/** The states that a screen can be in; each is the name of an entity in the development app. */
export const FIXTURE_STATES = [
  'playlists-api',
  'healthy',
  'no-history',
  'large',
  'loading',
  'no-workload',
  'not-meshed',
  'no-traffic',
  'no-metrics',
  'partial',
  'stale',
  'forbidden',
  'error',
  'tap-refused',
  'tap-forbidden',
  'tap-silent',
  'tap-not-allowed',
] as const;

export type FixtureState = (typeof FIXTURE_STATES)[number];

/** The same for the page of the whole mesh; `whole` = a thousand workloads. */
export type MeshFixture = FixtureState | 'whole';

/** An answer as the backend refuses or fails with. */
export async function failure(
  status: number,
  name: string,
  message: string,
): Promise<ResponseError> {
  const body = {
    error: { name, message },
    response: { statusCode: status },
  };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status,
      headers: {
        'content-type': 'application/json',
        'x-request-id': '4f21-a9c0',
      },
    }),
  );
}
