import type {
  MeasuredAnswer,
  SourceMemory,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import { screen } from '@testing-library/react';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { measured, readyCluster } from '../__fixtures__/videoCatalog';
import type { PollControls } from '../hooks';
import { AnswerNotices } from './AnswerNotices';

describe('AnswerNotices', () => {
  const FILLING: Warning = {
    code: 'window-filling',
    message: 'as the backend says it',
    cluster: 'east',
  };

  function show(source: 'prometheus' | 'proxies', memory?: SourceMemory) {
    const data: MeasuredAnswer = {
      ...measured('1h'),
      measurements: [
        {
          cluster: 'east',
          source,
          windowSeconds: 1500,
          ...(memory && { memory }),
        },
      ],
    };
    renderInPortal(
      <AnswerNotices
        poll={{ data } as PollControls<MeasuredAnswer>}
        warnings={[FILLING]}
        clusters={[]}
      />,
    );
    return screen.findByText(/^Measured over 25.min instead of 1.h: /);
  }

  it('should say whose proxies could not be read where the portal has several clusters', async () => {
    const failed = (cluster: string, count: number): Warning => ({
      code: 'metrics-incomplete',
      message: `${count} of 60 proxies could not be read`,
      cluster,
    });
    renderInPortal(
      <AnswerNotices
        poll={{ data: measured('1h') } as PollControls<MeasuredAnswer>}
        warnings={[
          failed('east', 3),
          failed('west', 1),
          { ...failed('west', 2), message: 'West does not answer' },
        ]}
        clusters={[
          readyCluster('east'),
          { ...readyCluster('west'), title: 'West' },
        ]}
      />,
    );
    for (const text of [
      'east: 3 of 60 proxies could not be read',
      'West: 1 of 60 proxies could not be read',
      'West does not answer',
    ]) {
      expect(await screen.findByText(text)).toBeInTheDocument();
    }
  });

  it.each<[string, 'prometheus' | 'proxies', SourceMemory | undefined, RegExp]>(
    [
      [
        'reads proxies while somebody looks',
        'proxies',
        { keptSeconds: 1800, inBackground: false },
        /mostly while somebody looks, and 30.min are kept\.$/,
      ],
      [
        'reads proxies always',
        'proxies',
        { keptSeconds: 3600, inBackground: true },
        /also while nobody looks, and keeps 1.h\.$/,
      ],
      [
        'is a Prometheus',
        'prometheus',
        undefined,
        /Prometheus remembers nothing older of this cluster\.$/,
      ],
      [
        'does not say what it keeps',
        'proxies',
        undefined,
        /the source remembers nothing older\.$/,
      ],
    ],
  )(
    'should say why the window is shorter where the source %s',
    async (_, source, memory, reason) => {
      expect(await show(source, memory)).toHaveTextContent(reason);
    },
  );
});
