import fc from 'fast-check';
import { attempt, fuzz, hostileText, mutatedBytes, mutatedJson } from 'fuzzing';
import { InputError } from '@backstage/errors';
import { readAnswer } from '../metrics/__testUtils__/recordedMesh';
import { Feed } from './__testUtils__/Feed';
import { KubernetesObject } from './kubernetesObjects';
import { parseLabelSelector } from './LabelSelector';
import { WatchEvent, watchEvents } from './watchEvents';

const FILES: Readonly<Record<string, string>> = {
  pods: 'list-pods-gzip.http.gz',
  services: 'list-services.http.gz',
  namespaces: 'list-namespaces.http',
  deployments: 'list-deployments.http.gz',
  replicasets: 'list-replicasets.http.gz',
  statefulsets: 'list-statefulsets.http',
  jobs: 'list-jobs.http',
};

/** Recorded objects, without the parts that nobody reads and that make them long. */
const recorded = Object.entries(FILES).flatMap(([resource, file]) => {
  const { items } = JSON.parse(
    readAnswer(`kubernetes/${file}`).body.toString(),
  ) as { items: KubernetesObject[] };
  return items.slice(0, 6).map(item => ({
    resource,
    object: JSON.parse(JSON.stringify(item, shortened)),
  }));
});

function shortened(key: string, value: unknown): unknown {
  return [
    'managedFields',
    'env',
    'volumes',
    'volumeMounts',
    'template',
  ].includes(key)
    ? undefined
    : value;
}

describe('watchEvents', () => {
  const lines = recorded
    .slice(0, 8)
    .map(({ object }) =>
      Buffer.from(`${JSON.stringify({ type: 'ADDED', object })}\n`),
    );

  it(
    'should find events or say that there is none, the same in any pieces',
    fuzz(
      fc.tuple(
        mutatedBytes([
          ...lines,
          Buffer.from(
            '{"type":"ERROR","object":{"code":410}}\n{"type":"BOOKMARK","object":{}}\n',
          ),
        ]),
        fc.integer({ min: 1, max: 2_000 }),
      ),
      async ([bytes, size]) => {
        const whole = await outcomeOf(bytes, bytes.length);
        expect(await outcomeOf(bytes, size)).toEqual(whole);
        const broken = whole.events.filter(
          event =>
            !/^(ADDED|MODIFIED|DELETED|BOOKMARK|ERROR)$/.test(event.type) ||
            typeof event.object !== 'object' ||
            event.object === null,
        );
        expect(broken).toEqual([]);
        expect(whole.problem ?? 'A watch sent').toMatch(/^A watch sent/);
      },
      { share: 0.5 },
    ),
  );
});

describe('the inventory', () => {
  it(
    'should read any object or pass over it, and stay whole',
    fuzz(
      fc.array(
        fc.tuple(
          fc.constantFrom(...Object.keys(FILES)),
          mutatedJson(recorded.map(({ object }) => object)),
          fc.constantFrom<'set' | 'remove'>('set', 'set', 'set', 'remove'),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      changes => {
        const feed = new Feed();
        for (const [resource, json, change] of changes) {
          feed.apply(change, resource, JSON.parse(json));
        }
        const { snapshot } = feed;
        const texts = [
          ...snapshot
            .namespaces()
            .flatMap(({ name, labels, annotations }) => [
              name,
              ...Object.values(labels),
              ...Object.values(annotations),
            ]),
          ...snapshot
            .pods()
            .flatMap(pod => [
              pod.namespace,
              pod.name,
              pod.uid,
              pod.phase,
              pod.status,
              pod.ip ?? '',
              pod.node ?? '',
              ...Object.values(pod.labels),
              ...pod.containers.flatMap(({ name, image }) => [name, image]),
              ...pod.errors.flatMap(({ reason, message }) => [reason, message]),
            ]),
          ...snapshot
            .workloads()
            .flatMap(({ ref, uid, labels }) => [
              ref.namespace,
              ref.kind,
              ref.name,
              uid,
              ...Object.values(labels),
            ]),
        ];
        const numbers = snapshot
          .pods()
          .flatMap(({ restarts, containers }) => [
            restarts,
            ...containers.flatMap(({ ports }) => ports.map(({ port }) => port)),
          ]);
        expect([
          texts.filter(item => typeof item !== 'string'),
          numbers.filter(item => !Number.isFinite(item)),
          'polluted' in {},
        ]).toEqual([[], [], false]);
      },
      { share: 0.5 },
    ),
  );
});

describe('parseLabelSelector', () => {
  const selector = fc.oneof(
    fc.string({
      unit: fc.constantFrom(...'ab=!,() inot/.-\n"é'),
      maxLength: 30,
    }),
    fc
      .array(
        fc.tuple(
          fc.constantFrom('app', 'a.b/c', '!x', ''),
          fc.constantFrom('=', '==', '!=', ' in ', ' notin ', ''),
          fc.oneof(fc.constantFrom('web', '(a,b)', '()', ''), hostileText()),
        ),
        { maxLength: 4 },
      )
      .map(parts => parts.map(part => part.join('')).join(',')),
    hostileText(),
  );

  it(
    'should read any text or refuse it, and match no label that it does not name',
    fuzz(
      fc.tuple(
        selector,
        fc.dictionary(fc.constantFrom('app', 'x', '__proto__'), hostileText()),
      ),
      ([text, labels]) => {
        const { value, refused } = attempt(
          () => parseLabelSelector(text),
          InputError,
        );
        const message = refused?.message ?? '';
        expect(message.length).toBeLessThan(2_000);
        expect(message).not.toMatch(/\p{Cc}/u);
        const named = new Set(value?.requirements.map(({ key }) => key));
        const others = Object.fromEntries(
          Object.entries(labels).filter(([key]) => named.has(key)),
        );
        expect(value?.matches(labels)).toBe(value?.matches(others));
      },
    ),
  );
});

async function outcomeOf(bytes: Uint8Array, size: number) {
  const events: WatchEvent[] = [];
  try {
    for await (const event of watchEvents(inPieces(bytes, size))) {
      events.push(event);
    }
    return { events };
  } catch (error) {
    return { events, problem: (error as Error).message };
  }
}

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}
