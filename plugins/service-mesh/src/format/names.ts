/** Splits a pod's name into the part it shares with its siblings and the tail that tells it apart. */
export function splitPodName(name: string): { head: string; tail: string } {
  const cut = name.lastIndexOf('-');
  if (cut <= 0 || cut === name.length - 1) {
    return { head: '', tail: name };
  }
  const head = name.slice(0, cut + 1);
  // of "playlists-api-6d5c7968f4-" only the end of the hash helps to tell two revisions apart
  return {
    head: head.length > 6 ? `…${head.slice(-5)}` : head,
    tail: name.slice(cut + 1),
  };
}

/** Parts of a mesh identity: who, and the trust domain that is the same for everyone. */
export function splitIdentity(identity: string): {
  name: string;
  domain: string;
} {
  const spiffe = /^spiffe:\/\/([^/]+)\/(.+)$/.exec(identity);
  if (spiffe) {
    return { name: `/${spiffe[2]}`, domain: spiffe[1] };
  }
  const cut = identity.indexOf('.serviceaccount.');
  return cut < 0
    ? { name: identity, domain: '' }
    : { name: identity.slice(0, cut), domain: identity.slice(cut) };
}
