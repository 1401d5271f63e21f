import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import { ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiDownload2Line } from '@remixicon/react';
import type { ServiceMeshApi } from '../api';
import { saveText, toCsv } from '../components';
import { useTranslate } from '../hooks';
import { reasonOf } from '../states';
import { catalogAdditions } from './catalogLines';
import type { DependencyChoices } from './dependencyAddress';
import { everyDependency } from './everyDependency';

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

/** Saves all dependencies that are chosen as a table, or as the lines that would declare them. */
export function DependencyExport(props: {
  api: ServiceMeshApi;
  choices: DependencyChoices;
  /** Some of them. */
  shown: readonly Dependency[];
}) {
  const { api, choices, shown } = props;
  const t = useTranslate();
  const alerts = useApi(alertApiRef);
  const date = new Date().toISOString().slice(0, 10);
  const save = async (
    name: string,
    type: string,
    write: (dependencies: readonly Dependency[]) => string,
  ) => {
    try {
      saveText(name, type, write(await everyDependency(api, choices)));
    } catch (error) {
      alerts.post({
        message: t('dependencies.export.failed', {
          reason: reasonOf(error as Error),
        }),
        severity: 'error',
        display: 'transient',
      });
    }
  };
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
            save(`dependencies-${date}.csv`, 'text/csv', dependencies =>
              toCsv(CSV_HEADER, dependencies.map(csvRow)),
            )
          }
        >
          {t('dependencies.export.csv')}
        </MenuItem>
        <MenuItem
          isDisabled={!shown.some(({ suggestion }) => suggestion)}
          onAction={() =>
            save(
              `catalog-info-additions-${date}.yaml`,
              'application/yaml',
              catalogAdditions,
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
