import { identityApiRef, useApiHolder } from '@backstage/core-plugin-api';
import { useEffect, useState } from 'react';

/** In an app without sign-in everybody is the same person. */
const NOBODY = 'nobody';

/** The reference of who is signed in, by which something is remembered for that person alone; undefined until it is known. */
export function usePerson(): string | undefined {
  const identity = useApiHolder().get(identityApiRef);
  const [person, setPerson] = useState(identity ? undefined : NOBODY);
  useEffect(() => {
    let isCurrent = true;
    identity?.getBackstageIdentity().then(
      ({ userEntityRef }) => isCurrent && setPerson(userEntityRef),
      () => isCurrent && setPerson(NOBODY),
    );
    return () => {
      isCurrent = false;
    };
  }, [identity]);
  return person;
}
