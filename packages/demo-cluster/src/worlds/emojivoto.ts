import type { ServiceModel, WorkloadModel } from '../simulation/model';
import {
  GRPC_OK,
  latency,
  OK,
  outcomes,
  route,
  rpc,
  service,
  workload,
} from './parts';

const NS = 'emojivoto';
const EMOJI = 'emojivoto.v1.EmojiService';
const VOTING = 'emojivoto.v1.VotingService';

/** A vote on emoji over gRPC. Voting for the doughnut fails, as everybody knows. */
export function emojivotoWorkloads(voteRate: number): WorkloadModel[] {
  const call = (name: string, method: string) => ({
    to: { namespace: NS, name },
    route: method,
  });
  return [
    workload(NS, 'vote-bot', {
      componentId: 'vote-bot',
      version: 'v11',
      ports: [],
      drives: [
        {
          ratePerSecond: voteRate * 0.4,
          call: call('web-svc', 'GET /api/list'),
        },
        {
          ratePerSecond: voteRate * 0.5,
          call: call('web-svc', 'GET /api/vote'),
        },
        {
          ratePerSecond: voteRate * 0.07,
          call: call('web-svc', 'GET /api/vote-doughnut'),
        },
        {
          ratePerSecond: voteRate * 0.03,
          call: call('web-svc', 'GET /api/leaderboard'),
        },
      ],
    }),
    workload(NS, 'web', {
      componentId: 'web',
      version: 'v11',
      app: 'web-svc',
      routes: [
        route('GET', '/api/list', {
          latency: latency(4),
          responseBytes: 8200,
          calls: [call('emoji-svc', 'ListAll')],
        }),
        route('GET', '/api/vote', {
          query: 'choice=:joy:',
          latency: latency(4),
          responseBytes: 0,
          calls: [
            call('emoji-svc', 'FindByShortcode'),
            call('voting-svc', 'VoteJoy'),
          ],
        }),
        route('GET', '/api/vote', {
          name: 'GET /api/vote-doughnut',
          query: 'choice=:doughnut:',
          latency: latency(4),
          responseBytes: 0,
          calls: [
            call('emoji-svc', 'FindByShortcode'),
            call('voting-svc', 'VoteDoughnut'),
          ],
        }),
        route('GET', '/api/leaderboard', {
          latency: latency(6),
          responseBytes: 2400,
          outcomes: { '*': outcomes(OK, { share: 0.02, status: 404 }) },
          calls: [call('voting-svc', 'Results'), call('emoji-svc', 'ListAll')],
        }),
      ],
    }),
    workload(NS, 'emoji', {
      componentId: 'emoji',
      version: 'v11',
      app: 'emoji-svc',
      replicas: 2,
      ports: [{ name: 'grpc', port: 8080 }],
      routes: [
        rpc(EMOJI, 'FindByShortcode', {
          latency: latency(3),
          outcomes: {
            '*': outcomes(GRPC_OK, {
              share: 0.02,
              status: 200,
              grpcStatus: 5,
            }),
          },
        }),
        rpc(EMOJI, 'ListAll', {
          latency: latency(9),
          bodyMs: 120,
          responseBytes: 9000,
        }),
      ],
    }),
    workload(NS, 'voting', {
      componentId: 'voting',
      version: 'v11',
      app: 'voting-svc',
      ports: [{ name: 'grpc', port: 8080 }],
      routes: [
        rpc(VOTING, 'VoteJoy', { latency: latency(5) }),
        rpc(VOTING, 'VoteDoughnut', {
          latency: latency(5),
          outcomes: { '*': [{ share: 1, status: 200, grpcStatus: 2 }] },
        }),
        rpc(VOTING, 'Results', { latency: latency(11), responseBytes: 2100 }),
      ],
    }),
  ];
}

export function emojivotoServices(): ServiceModel[] {
  return [
    service(NS, 'web-svc'),
    service(NS, 'emoji-svc', {
      protocol: 'grpc',
      port: { name: 'grpc', port: 8080 },
      route: { kind: 'GRPCRoute', name: 'emoji' },
    }),
    service(NS, 'voting-svc', {
      protocol: 'grpc',
      port: { name: 'grpc', port: 8080 },
    }),
  ];
}
