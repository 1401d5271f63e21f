import type { NumberFormats } from '../../format';
import type { GraphNode } from '../../graph';
import { kindName, mtlsText, nodeName, nodeSentence } from '../../names';
import type { Translate } from '../../translation';
import { KindGlyph } from '../KindGlyph';
import { Lock } from '../Lock';
import type { TableColumn } from '../SortableTable';
import { NameCell } from './NameCell';
import styles from './NodeColumns.module.css';

type NodeColumn =
  | 'name'
  | 'kind'
  | 'namespace'
  | 'cluster'
  | 'meshed'
  | 'encryption';

/**
 * What tables of workloads say of one beside its traffic. A table takes the columns that it needs.
 *
 * @param onOpen - opens one by its name; undefined where the row does
 */
export function nodeColumns(
  onOpen: ((row: GraphNode, byKeyboard: boolean) => void) | undefined,
  words: { t: Translate; n: NumberFormats },
): Record<NodeColumn, TableColumn<GraphNode>> {
  const { t, n } = words;
  return {
    name: {
      id: 'name',
      grow: true,
      title: t('columns.name'),
      sortBy: ({ node }) => nodeName(node, t),
      cell: row => (
        <NameCell
          state={row.health.state}
          name={nodeName(row.node, t)}
          sentence={nodeSentence(row, t, n)}
          onOpen={onOpen && (byKeyboard => onOpen(row, byKeyboard))}
        />
      ),
    },
    kind: {
      id: 'kind',
      title: t('topology.table.kind'),
      optional: true,
      sortBy: ({ node }) => kindName(node, t),
      cell: ({ node }) => (
        <span className={styles.kind}>
          <KindGlyph kind={node.kind} size={13} /> {kindName(node, t)}
        </span>
      ),
    },
    namespace: {
      id: 'namespace',
      title: t('topology.table.namespace'),
      optional: true,
      sortBy: ({ node }) => node.namespace,
      cell: ({ node }) => node.namespace ?? '',
    },
    cluster: {
      id: 'cluster',
      title: t('topology.table.cluster'),
      optional: true,
      sortBy: ({ node }) => node.cluster,
      cell: ({ node }) => node.cluster,
    },
    meshed: {
      id: 'meshed',
      title: t('topology.table.meshed'),
      numeric: true,
      optional: true,
      explain: 'meshed',
      sortBy: ({ node: { meshed } }) =>
        meshed && meshed.running / (meshed.total || 1),
      exportValue: ({ node: { meshed } }) =>
        meshed && `${meshed.running}/${meshed.total}`,
      cell: ({ node: { meshed } }) =>
        meshed ? `${n.count(meshed.running)}/${n.count(meshed.total)}` : '',
    },
    encryption: {
      id: 'mtls',
      title: t('columns.mtls'),
      sortBy: ({ node }) => node.mtls,
      cell: ({ node }) => (
        <Lock state={node.mtls} label={mtlsText(node, t, n)} />
      ),
    },
  };
}
