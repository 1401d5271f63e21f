import type {
  PolicyDenial,
  PolicyRule,
  WorkloadRules,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import {
  DataTable,
  EntityName,
  MetricNumber,
  TableColumn,
  tableStyles as styles,
} from '../components';
import { splitIdentity } from '../format';
import { GraphNode } from '../graph';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { serviceText } from './serviceText';

/** Who may call under which rule, and how often that happens. */
export function PolicyTable(props: {
  policy: WorkloadRules['policy'];
  self: GraphNode;
}) {
  const { policy, self } = props;
  const t = useTranslate();
  const n = useNumbers();
  const columns = useMemo<TableColumn<PolicyRule>[]>(
    () => [
      serverColumn(t),
      {
        id: 'authorization',
        title: t('stats.policy.authorization'),
        sortBy: ({ authorization }) => authorization?.name,
        cell: ({ authorization }) =>
          authorization ? (
            <span title={authorization.kind}>{authorization.name}</span>
          ) : (
            <span className={styles.quiet}>{t('stats.policy.nobody')}</span>
          ),
      },
      {
        id: 'admits',
        grow: true,
        optional: true,
        title: t('stats.policy.admits'),
        sortBy: ({ admits }) => admits?.join(', '),
        cell: ({ admits }) =>
          admits ? (
            <span title={admits.join('\n')}>
              {admits.map(each => splitIdentity(each).name).join(', ')}
            </span>
          ) : (
            <MetricNumber
              text={n.rate(undefined)}
              reason={t('stats.policy.noAdmits')}
            />
          ),
      },
      {
        id: 'allowed',
        title: t('stats.policy.allowed'),
        numeric: true,
        explain: 'allowed',
        sortBy: ({ allowedPerSecond }) => allowedPerSecond,
        cell: ({ allowedPerSecond }) => (
          <MetricNumber
            text={n.rate(allowedPerSecond)}
            reason={t('unknown.generic')}
          />
        ),
      },
    ],
    [t, n],
  );
  return (
    <DataTable
      id="policy"
      title={t('stats.policy.title')}
      columns={columns}
      rows={policy.rules}
      rowKey={ruleKey}
      compare={compareRules}
      filterText={({ server, authorization, admits = [] }) =>
        [server.name, authorization?.name, ...admits].join(' ')
      }
      empty={t('stats.policy.none')}
      explained={{ subject: 'inbound', workloadId: self.id }}
      exportName={`${self.node.name}-policy`}
    />
  );
}

/** Who was refused. */
export function DenialTable(props: {
  policy: WorkloadRules['policy'];
  self: GraphNode;
  when: string;
}) {
  const { policy, self, when } = props;
  const t = useTranslate();
  const n = useNumbers();
  const columns = useMemo<TableColumn<PolicyDenial>[]>(
    () => [
      {
        id: 'client',
        grow: true,
        title: t('stats.policy.client'),
        sortBy: denial => clientText(denial, t),
        cell: denial => <Client denial={denial} />,
      },
      serverColumn(t),
      {
        id: 'reason',
        title: t('stats.policy.reason'),
        optional: true,
        sortBy: ({ reason }) => reason,
        cell: ({ reason }) =>
          reason === 'no-route'
            ? t('stats.policy.noRoute')
            : t('stats.policy.notAuthorized'),
      },
      {
        id: 'denied',
        title: t('stats.policy.denied'),
        numeric: true,
        explain: 'denied',
        sortBy: ({ deniedPerSecond }) => deniedPerSecond,
        cell: ({ deniedPerSecond }) => (
          <MetricNumber
            text={n.rate(deniedPerSecond)}
            tone={deniedPerSecond > 0 ? 'warn' : 'plain'}
          />
        ),
      },
    ],
    [t, n],
  );
  return (
    <DataTable
      id="denials"
      title={t('stats.policy.denials')}
      columns={columns}
      rows={policy.denials}
      rowKey={denialKey}
      compare={compareDenials}
      filterText={denial => clientText(denial, t)}
      empty={t('stats.policy.nobodyDenied', { when })}
      explained={{ subject: 'inbound', workloadId: self.id }}
      exportName={`${self.node.name}-denials`}
    />
  );
}

type Translate = ReturnType<typeof useTranslate>;

function serverColumn<T extends { server: PolicyRule['server'] }>(
  t: Translate,
): TableColumn<T> {
  return {
    id: 'server',
    title: t('stats.policy.server'),
    sortBy: ({ server }) => server.name,
    cell: ({ server }) => (
      <span>
        {serviceText(server, t)}
        {server.namespace === undefined && (
          <span className={styles.detail}> {t('stats.policy.default')}</span>
        )}
      </span>
    ),
  };
}

function Client({ denial }: { denial: PolicyDenial }) {
  const t = useTranslate();
  const { clients, clientIdentity } = denial;
  const [only] = clients;
  return (
    <span className={styles.name} title={clientIdentity}>
      {clients.length === 1 ? (
        <EntityName name={nodeName(only, t)} entityRefs={only.entityRefs} />
      ) : (
        <b>{clientText(denial, t)}</b>
      )}
      {clients.length > 0 && clientIdentity && (
        <span className={styles.detail}>
          {splitIdentity(clientIdentity).name}
        </span>
      )}
    </span>
  );
}

function clientText(
  { clients, clientIdentity }: PolicyDenial,
  t: Translate,
): string {
  if (clients.length > 1) {
    return t('stats.policy.oneOf', {
      names: clients.map(node => nodeName(node, t)).join(', '),
    });
  }
  if (clients.length === 1) {
    return nodeName(clients[0], t);
  }
  return clientIdentity
    ? splitIdentity(clientIdentity).name
    : t('stats.policy.unknownClient');
}

function ruleKey({ server, route, authorization }: PolicyRule): string {
  return JSON.stringify([server, route, authorization]);
}

function compareRules(a: PolicyRule, b: PolicyRule): number {
  return (
    (b.allowedPerSecond ?? 0) - (a.allowedPerSecond ?? 0) ||
    a.server.name.localeCompare(b.server.name)
  );
}

function denialKey(denial: PolicyDenial): string {
  const { server, route, reason, clientIdentity, clients } = denial;
  return JSON.stringify([
    server,
    route,
    reason,
    clientIdentity,
    clients.map(({ id }) => id),
  ]);
}

function compareDenials(a: PolicyDenial, b: PolicyDenial): number {
  return b.deniedPerSecond - a.deniedPerSecond;
}
