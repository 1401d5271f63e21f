import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import { ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiDownload2Line } from '@remixicon/react';
import { saveText, toCsv } from '../components';
import { useTranslate } from '../hooks';
import { catalogAdditions } from './catalogLines';

/** For programs: the same in every language. */
const CSV_HEADER = [
  'state',
  'source',
  'source_entity',
  'target',
  'target_entity',
  'declared_as',
  'protocols',
  'requests_per_second',
  'success_percent',
  'first_seen',
  'last_seen',
  'add_relation',
  'add_target',
];

/** Saves dependencies as a table, or as the lines that would declare them. */
export function DependencyExport(props: {
  dependencies: readonly Dependency[];
}) {
  const { dependencies } = props;
  const t = useTranslate();
  const date = new Date().toISOString().slice(0, 10);
  return (
    <MenuTrigger>
      <ButtonIcon
        variant="tertiary"
        size="small"
        icon={<RiDownload2Line />}
        aria-label={t('dependencies.export.label')}
      />
      <Menu placement="bottom end">
        <MenuItem
          onAction={() =>
            saveText(
              `dependencies-${date}.csv`,
              'text/csv',
              toCsv(CSV_HEADER, dependencies.map(csvRow)),
            )
          }
        >
          {t('dependencies.export.csv')}
        </MenuItem>
        <MenuItem
          isDisabled={!dependencies.some(({ suggestion }) => suggestion)}
          onAction={() =>
            saveText(
              `catalog-info-additions-${date}.yaml`,
              'application/yaml',
              catalogAdditions(dependencies),
            )
          }
        >
          {t('dependencies.export.yaml')}
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
}

function csvRow(dependency: Dependency) {
  const { source, target, declarations, stats, suggestion } = dependency;
  return [
    dependency.state,
    source.name,
    source.entityRef,
    target.name,
    target.entityRef,
    declarations
      .map(({ relation, targetRef }) => `${relation} ${targetRef}`)
      .join('; '),
    dependency.protocols.join('; '),
    stats?.requestsPerSecond,
    stats?.successRate === undefined ? undefined : 100 * stats.successRate,
    dependency.firstSeenAt,
    dependency.lastSeenAt,
    suggestion?.relation,
    suggestion?.targetRefs.join('; '),
  ];
}
