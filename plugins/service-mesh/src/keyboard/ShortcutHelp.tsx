import { ButtonIcon, DialogTrigger, Popover, Switch } from '@backstage/ui';
import { RiKeyboardLine } from '@remixicon/react';
import { useTranslate } from '../hooks';
import { MeshRoot } from '../theme';
import { useKeysSetting } from './keysSetting';
import type { TabShortcuts } from './useTabShortcuts';
import styles from './ShortcutHelp.module.css';

/** One line of the list: the keys and what they do. */
export interface ShortcutLine {
  keys: readonly string[];
  text: string;
}

/** A button that lists the keys of a tab, where they can be switched off too. */
export function ShortcutHelp(props: {
  shortcuts: TabShortcuts;
  lines: readonly ShortcutLine[];
  /** Whether keys lead to the tabs of an entity page. */
  tabs?: boolean;
}) {
  const { shortcuts, lines, tabs = true } = props;
  const t = useTranslate();
  const [on, setOn] = useKeysSetting();
  const shared: ShortcutLine[] = [
    ...(tabs ? [{ keys: ['1', '2', '3'], text: t('keys.tabs') }] : []),
    { keys: ['L'], text: t('keys.link') },
    { keys: ['Esc'], text: t('keys.close') },
    { keys: ['?'], text: t('keys.list') },
  ];
  return (
    <>
      <span className={styles.said} role="status">
        {shortcuts.linkCopied ? t('keys.linkCopied') : ''}
      </span>
      <DialogTrigger
        isOpen={shortcuts.helpOpen}
        onOpenChange={shortcuts.setHelpOpen}
      >
        <ButtonIcon
          variant="tertiary"
          size="small"
          icon={<RiKeyboardLine />}
          aria-label={t('keys.title')}
        />
        <Popover aria-label={t('keys.title')} placement="bottom end">
          <MeshRoot className={styles.list}>
            <h3 className={styles.title}>{t('keys.title')}</h3>
            <dl className={styles.lines}>
              {[...lines, ...shared].map(({ keys, text }) => (
                <div key={text} className={styles.line}>
                  <dt>
                    {keys.map(key => (
                      <kbd key={key} className={styles.key}>
                        {key}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
            <Switch label={t('keys.active')} isSelected={on} onChange={setOn} />
            <p className={styles.hint}>{t('keys.hint')}</p>
          </MeshRoot>
        </Popover>
      </DialogTrigger>
    </>
  );
}
