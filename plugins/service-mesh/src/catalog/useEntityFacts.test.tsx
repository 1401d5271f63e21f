import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { CatalogApi, catalogApiRef } from '@backstage/plugin-catalog-react';
import { TestApiProvider } from '@backstage/test-utils';
import { act, renderHook } from '@testing-library/react';
import { PropsWithChildren } from 'react';
import { useCatalogState, useEntityFacts } from './useEntityFacts';

const REF = 'component:default/web';

function clientOfWeb() {
  return new InMemoryCatalogClient({
    entities: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'web', namespace: 'default', title: 'Web site' },
      },
    ],
  });
}

function wrapperOf(client: object) {
  return ({ children }: PropsWithChildren) => (
    <TestApiProvider apis={[[catalogApiRef, client as CatalogApi]]}>
      {children}
    </TestApiProvider>
  );
}

describe('useEntityFacts', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks a catalog again that did not answer, until it does', async () => {
    const client = clientOfWeb();
    const answer = client.getEntitiesByRefs.bind(client);
    const asked = jest
      .spyOn(client, 'getEntitiesByRefs')
      .mockRejectedValueOnce(new Error('no answer'))
      .mockRejectedValueOnce(new Error('no answer'))
      .mockImplementation(answer);
    const { result } = renderHook(() => useEntityFacts([REF]), {
      wrapper: wrapperOf(client),
    });
    await act(() => jest.advanceTimersByTimeAsync(1_000));
    expect(asked).toHaveBeenCalledTimes(1);
    expect(result.current.has(REF)).toBe(false);

    await act(() => jest.advanceTimersByTimeAsync(60_000));
    expect(asked).toHaveBeenCalledTimes(3);
    expect(result.current.get(REF)?.title).toBe('Web site');
  });

  it.each([
    ['known', [REF], undefined],
    ['known', [], undefined],
    ['nothing', [REF], new Error('no answer')],
    ['nothing', ['component:default/other'], undefined],
  ])('tells that of the catalog it is %s', async (state, refs, error) => {
    const client = clientOfWeb();
    if (error) {
      jest.spyOn(client, 'getEntitiesByRefs').mockRejectedValue(error);
    }
    const { result } = renderHook(
      () => {
        useEntityFacts(refs);
        return useCatalogState(refs);
      },
      { wrapper: wrapperOf(client) },
    );
    expect(result.current).toBe(refs.length > 0 ? 'waiting' : 'known');
    await act(() => jest.advanceTimersByTimeAsync(100));
    expect(result.current).toBe(state);
  });
});
