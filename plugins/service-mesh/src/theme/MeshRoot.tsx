import { HTMLAttributes, forwardRef } from 'react';
import styles from './theme.module.css';

/** The element that carries the plugin's tokens; every screen and card is inside one. */
export const MeshRoot = forwardRef<
  HTMLDivElement,
  HTMLAttributes<HTMLDivElement>
>(function MeshRootElement({ className, ...rest }, ref) {
  return (
    <div
      {...rest}
      data-service-mesh=""
      ref={ref}
      className={className ? `${styles.root} ${className}` : styles.root}
    />
  );
});
