import { Fragment } from 'react';
import { useTranslate } from '../../hooks';
import { splitIdentity } from '../../format';
import { CopyButton } from '../CopyButton';
import styles from './Identities.module.css';

/**
 * The certified identities of both ends of a call, shortened; the trust domain stands once.
 *
 * @param props - `inline` makes them a part of a line, without the domain
 */
export function Identities(props: {
  client?: string;
  server?: string;
  inline?: boolean;
}) {
  const { client, server, inline = false } = props;
  const t = useTranslate();
  const rows: { label: string; identity: string }[] = [];
  if (client) {
    rows.push({ label: t('topology.panel.client'), identity: client });
  }
  if (server) {
    rows.push({ label: t('topology.panel.server'), identity: server });
  }
  if (rows.length === 0) {
    return null;
  }
  const domains = inline
    ? []
    : [...new Set(rows.map(row => splitIdentity(row.identity).domain))].filter(
        Boolean,
      );
  return (
    <div className={styles.identities} data-inline={inline}>
      {rows.map(({ label, identity }) => (
        <div key={label} className={styles.row}>
          <span className={styles.label}>{label}</span>
          <span className={styles.name} title={identity}>
            {splitIdentity(identity).name}
          </span>
          <CopyButton
            text={identity}
            label={t('topology.panel.copyIdentity', { identity })}
          />
        </div>
      ))}
      {domains.map(domain => (
        <div key={domain} className={styles.domain}>
          {domain.split(/(?=\.)/).map(part => (
            <Fragment key={part}>
              {part}
              <wbr />
            </Fragment>
          ))}
        </div>
      ))}
    </div>
  );
}
