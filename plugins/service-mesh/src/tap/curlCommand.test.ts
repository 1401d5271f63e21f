import { execFileSync } from 'node:child_process';
import type { TapHeader } from '@backstage-mesh/plugin-service-mesh-common';
import { requestEvents } from '../__fixtures__/tapEvents';
import { curlCommand, hiddenVariables } from './curlCommand';
import { TapRow, beginRow } from './TapRow';

function row(
  change: {
    method?: string;
    path?: string;
    authority?: string;
    headers?: TapHeader[];
  } = {},
): TapRow {
  const [event] = requestEvents(
    {
      direction: 'OUTBOUND',
      peer: 'videos-api',
      method: change.method ?? 'GET',
      path: '/videos/7',
      status: 200,
      latencyMs: 1,
      stream: 1,
      replica: 0,
    },
    0,
  );
  const init = event.event.requestInit;
  const begun = beginRow(
    {
      ...event,
      event: {
        requestInit: init && {
          ...init,
          path: change.path ?? init.path,
          authority: change.authority ?? init.authority,
          headers: change.headers ?? [],
        },
      },
    },
    1,
  );
  return begun as TapRow;
}

/** The arguments that curl gets when a real shell reads the command. */
function argumentsOf(command: string | undefined): string[] {
  const script = `curl() { for a in "$@"; do printf '%s\\0' "$a"; done; }\n${command}`;
  return execFileSync('/bin/sh', ['-c', script], {
    env: { HEADER_AUTHORIZATION: 'set by the person' },
  })
    .toString()
    .split('\0')
    .slice(0, -1);
}

describe('curlCommand', () => {
  it('asks the same again', () => {
    const command = curlCommand(
      row({
        method: 'POST',
        headers: [
          { name: ':path', value: '/videos/7?limit=20' },
          { name: 'host', value: 'videos-api' },
          { name: 'content-length', value: '3' },
          { name: 'accept-encoding', value: 'gzip' },
          { name: 'l5d-client-id', value: 'web' },
          { name: 'accept', value: 'application/json' },
        ],
      }),
    );
    expect(argumentsOf(command)).toEqual([
      '--globoff',
      '--path-as-is',
      'http://videos-api.video:7003/videos/7?limit=20',
      '--request',
      'POST',
      '--header',
      'accept: application/json',
      '--compressed',
    ]);
  });

  it.each([
    "it's",
    '$(touch /tmp/x)',
    '`id`',
    '"; rm -rf ~; echo "',
    '\\',
    "'\\''; id #",
    '!history',
    '*',
  ])('hands %p to curl and to nobody else', text => {
    const command = curlCommand(
      row({
        method: `X${text}`,
        path: `/a${text}`,
        authority: `host${text}`,
        headers: [{ name: 'x-note', value: text }],
      }),
    );
    expect(argumentsOf(command).slice(2)).toEqual([
      `http://host${text}/a${text}`,
      '--request',
      `X${text}`,
      '--header',
      `x-note: ${text}`,
    ]);
  });

  it('leaves out what is hidden, and asks for it by a variable', () => {
    const hidden = row({
      headers: [{ name: 'Authorization', value: 'secret', redacted: true }],
    });
    const command = curlCommand(hidden);
    expect(command).not.toContain('secret');
    expect(hiddenVariables(hidden)).toEqual(['HEADER_AUTHORIZATION']);
    expect(argumentsOf(command)).toContain('Authorization: set by the person');
  });

  it('writes no control character and no odd name of a header', () => {
    const command = curlCommand(
      row({
        headers: [
          { name: 'x-a', value: 'one\r\nx-b: two\u001b[31m' },
          { name: 'bad name\n', value: 'x' },
        ],
      }),
    );
    expect(argumentsOf(command).slice(3)).toEqual([
      '--header',
      'x-a: onex-b: two[31m',
    ]);
  });

  it('knows that curl speaks no gRPC, and asks for heads', () => {
    expect(
      curlCommand(
        row({ headers: [{ name: 'content-type', value: 'application/grpc' }] }),
      ),
    ).toBeUndefined();
    expect(argumentsOf(curlCommand(row({ method: 'HEAD' })))).toContain(
      '--head',
    );
  });
});
