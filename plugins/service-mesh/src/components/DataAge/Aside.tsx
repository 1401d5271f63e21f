import { useTranslate } from '../../hooks';
import { InfoButton } from '../InfoButton';

/** What is missing of workloads that are not on screen: no loss that a banner is worth. */
export function Aside({ texts }: { texts: readonly string[] }) {
  const t = useTranslate();
  if (texts.length === 0) {
    return null;
  }
  return (
    <InfoButton label={t('age.elsewhere')}>
      <p>{t('age.elsewhereText')}</p>
      <ul>
        {texts.map(text => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </InfoButton>
  );
}
