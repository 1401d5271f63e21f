import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { TestApiProvider } from '@backstage/test-utils';
import { act, renderHook } from '@testing-library/react';
import { PropsWithChildren } from 'react';
import { useEntityFacts } from './useEntityFacts';

const REF = 'component:default/web';

describe('useEntityFacts', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks a catalog again that did not answer, until it does', async () => {
    const client = new InMemoryCatalogClient({
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'web', namespace: 'default', title: 'Web site' },
        },
      ],
    });
    const answer = client.getEntitiesByRefs.bind(client);
    const asked = jest
      .spyOn(client, 'getEntitiesByRefs')
      .mockRejectedValueOnce(new Error('no answer'))
      .mockRejectedValueOnce(new Error('no answer'))
      .mockImplementation(answer);
    const { result } = renderHook(() => useEntityFacts([REF]), {
      wrapper: ({ children }: PropsWithChildren) => (
        <TestApiProvider apis={[[catalogApiRef, client]]}>
          {children}
        </TestApiProvider>
      ),
    });
    await act(() => jest.advanceTimersByTimeAsync(1_000));
    expect(asked).toHaveBeenCalledTimes(1);
    expect(result.current.has(REF)).toBe(false);

    await act(() => jest.advanceTimersByTimeAsync(60_000));
    expect(asked).toHaveBeenCalledTimes(3);
    expect(result.current.get(REF)?.title).toBe('Web site');
  });
});
