import { videoDependencies } from '../__fixtures__/meshAnswers';
import type { DependencyOptions } from '../api';
import { everyDependency } from './everyDependency';

describe('everyDependency', () => {
  const list = videoDependencies();
  const [first, second, ...rest] = list.dependencies;

  it('should follow the pages to the last one', async () => {
    const asked: DependencyOptions[] = [];
    const pages: Record<string, [typeof rest, string | undefined]> = {
      '': [[first], 'b'],
      b: [[second], 'c'],
      c: [rest, undefined],
    };
    const found = await everyDependency(
      {
        getDependencies: async (_, options = {}) => {
          asked.push(options);
          const [dependencies, nextCursor] = pages[options.cursor ?? ''];
          return { ...list, dependencies, nextCursor };
        },
      },
      { state: 'both', query: 'web' },
    );
    expect(found).toEqual(list.dependencies);
    expect(asked).toEqual(
      [undefined, 'b', 'c'].map(cursor => ({
        state: 'both',
        query: 'web',
        limit: 500,
        cursor,
      })),
    );
  });

  it('should not follow a list that never ends', async () => {
    const getDependencies = jest.fn(async () => ({
      ...list,
      nextCursor: 'more',
    }));
    await everyDependency({ getDependencies }, {});
    expect(getDependencies).toHaveBeenCalledTimes(20);
  });
});
