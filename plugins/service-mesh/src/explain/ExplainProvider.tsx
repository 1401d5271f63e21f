import { Popover } from '@backstage/ui';
import { ReactNode, useCallback, useRef, useState } from 'react';
import { ExplainContext, ExplainRequest } from '../components';
import { Explanation } from './Explanation';
import type { ExplainPage } from './useExplained';

/** Lets every number below it open its explanation. One is open at a time; it is asked for when it opens. */
export function ExplainProvider(props: {
  page: ExplainPage;
  /** The window that the numbers on screen were asked with. */
  window: string;
  children: ReactNode;
}) {
  const { page, window, children } = props;
  const anchor = useRef<HTMLElement | null>(null);
  const [request, setRequest] = useState<ExplainRequest>();
  const open = useCallback((next: ExplainRequest, element: HTMLElement) => {
    anchor.current = element;
    setRequest(next);
  }, []);
  return (
    <ExplainContext.Provider value={open}>
      {children}
      <Popover
        triggerRef={anchor}
        isOpen={request !== undefined}
        onOpenChange={isOpen => !isOpen && setRequest(undefined)}
        placement="bottom start"
      >
        {request && (
          <Explanation
            page={page}
            window={window}
            request={request}
            onClose={() => setRequest(undefined)}
          />
        )}
      </Popover>
    </ExplainContext.Provider>
  );
}
