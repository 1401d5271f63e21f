import { imageTag } from './imageTag';

describe('imageTag', () => {
  it.each([
    ['nginx', undefined],
    ['nginx:1.27', '1.27'],
    ['registry:5000/shop/web', undefined],
    ['registry:5000/shop/web:1.8.0', '1.8.0'],
    [`shop/web:v2@sha256:${'0'.repeat(64)}`, 'v2'],
    [`shop/web@sha256:${'0'.repeat(64)}`, undefined],
  ])('%s', (image, tag) => {
    expect(imageTag(image)).toBe(tag);
  });
});
