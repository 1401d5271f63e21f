import type { TopologyComparison } from '@backstage-mesh/plugin-service-mesh-common';
import { RiInformationLine } from '@remixicon/react';
import { HealthShape, Notice } from '../components';
import { useTranslate } from '../hooks';
import { isInformation } from '../states';
import { comparisonWarnings } from './comparisonWarnings';

/** What either of the two moments lacks. */
export function ComparisonNotices(props: { comparison: TopologyComparison }) {
  const t = useTranslate();
  return (
    <>
      {comparisonWarnings(props.comparison, t).map(({ text, code }) => (
        <Notice
          key={text}
          tone="quiet"
          icon={
            isInformation({ code }) ? (
              <RiInformationLine size={16} />
            ) : (
              <HealthShape state="degraded" size={15} />
            )
          }
        >
          {text}
        </Notice>
      ))}
    </>
  );
}
