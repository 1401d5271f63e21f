/**
 * The tag of a container's image: `1.8.0` of `registry:5000/shop/web:1.8.0@sha256:…`.
 *
 * @internal
 */
export function imageTag(image: string): string | undefined {
  const [named] = image.split('@');
  return /:(\w[\w.-]*)$/.exec(named)?.[1];
}
