import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import { ButtonLink } from '@backstage/ui';
import { RiExternalLinkLine } from '@remixicon/react';
import { CopyButton } from '../components';
import { useTranslate } from '../hooks';
import { suggestionLines, suggestionText } from './catalogLines';
import { endName } from './endName';
import { safeUrl } from './safeUrl';
import styles from './Dependencies.module.css';

/** What to add to the catalog for a dependency that nobody declared, or why nothing can be added. */
export function AddLines({ dependency }: { dependency: Dependency }) {
  const { source, target, suggestion } = dependency;
  const t = useTranslate();
  if (!suggestion) {
    return (
      <p className={styles.hint}>
        {source.entityRef
          ? t('dependencies.targetUnknown', { name: endName(target, t) })
          : t('dependencies.cannotAdd', { name: endName(source, t) })}
      </p>
    );
  }
  const editUrl = safeUrl(suggestion.editUrl);
  return (
    <div className={styles.add}>
      <p className={styles.hint}>
        {t('dependencies.addTo', { name: source.name })}
      </p>
      <pre className={styles.lines}>
        {suggestionLines(suggestion).map(({ text, added }) => (
          <span key={text} data-added={added}>
            {added ? text.replace(/^ /, '+') : text}
            {'\n'}
          </span>
        ))}
      </pre>
      {suggestion.targetRefs.length > 1 && (
        <p className={styles.hint}>
          {t('dependencies.several', { name: source.name })}
        </p>
      )}
      <div className={styles.actions}>
        <CopyButton
          text={suggestionText(suggestion)}
          label={t('dependencies.copyLines', { name: source.name })}
          caption={t('dependencies.copy')}
        />
        {editUrl && (
          <ButtonLink
            href={editUrl}
            size="small"
            variant="secondary"
            target="_blank"
            rel="noreferrer"
            iconStart={<RiExternalLinkLine />}
          >
            {t('dependencies.edit')}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}
