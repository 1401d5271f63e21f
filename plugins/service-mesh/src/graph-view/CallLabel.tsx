import { Lock } from '../components';
import type { EdgeView } from '../graph';
import { edgeSentence } from '../names';
import { edgeLabel } from './edgeLabel';
import { useFlowContext } from './FlowContext';
import { useView } from './FlowStore';
import { useWords } from './Words';
import styles from './GraphEdge.module.css';

/** The numbers at a line, as the button that opens all of them. */
export function CallLabel(props: {
  id: string;
  shown: boolean;
  selected: boolean;
  dimmed: boolean;
  faded: boolean;
  onPress(byKeyboard: boolean): void;
  onNear(near: boolean): void;
}) {
  const { id, shown, selected, dimmed, faded, onPress, onNear } = props;
  const { store, graph } = useFlowContext();
  const view = useView<EdgeView>(store, id);
  const { t, n } = useWords();
  if (!view) {
    return null;
  }
  const { geometry, width, dash, tone, mtls } = view;
  // in a crowd it is only written for the one that somebody points at
  const label = view.label.rate ? view.label : edgeLabel(view.bundle, t, n);
  const [worst] = view.bundle.edges;
  return (
    <button
      type="button"
      tabIndex={-1}
      data-edge-id={id}
      className={`nopan ${styles.label}`}
      data-shown={shown}
      data-selected={selected}
      data-dimmed={dimmed}
      data-faded={faded}
      data-flat={geometry.flat && !selected}
      aria-pressed={selected}
      aria-label={[
        edgeSentence(worst, graph(), t, n),
        worst.change && t(`graph.change.${worst.change}`),
      ]
        .filter(Boolean)
        .join(', ')}
      style={{
        transform: `translate(-50%, -50%) translate(${geometry.label.x}px, ${geometry.label.y}px)`,
        ['--line-width' as string]: `${width}px`,
      }}
      onClick={event => onPress(event.detail === 0)}
      onPointerEnter={() => onNear(true)}
      onPointerLeave={() => onNear(false)}
      onFocus={() => onNear(true)}
      onBlur={() => onNear(false)}
    >
      <span className={styles.rate}>
        <Lock state={mtls} size={11} />
        {tone === 'new' && '+ '}
        {dash === 'gone' ? t('graph.change.gone') : label.rate}
      </span>
      {label.trouble && (
        <span className={styles.trouble} data-tone={label.troubleTone}>
          {label.trouble}
        </span>
      )}
    </button>
  );
}
