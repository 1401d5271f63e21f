import { Button } from '@backstage/ui';

/** The one thing to do in a state. */
export function TapAct(props: {
  icon?: JSX.Element;
  children: string;
  onPress(): void;
}) {
  return (
    <Button
      size="small"
      variant="primary"
      iconStart={props.icon}
      onPress={props.onPress}
    >
      {props.children}
    </Button>
  );
}
