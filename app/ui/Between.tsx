// Between two parts of the page: by it a person gives one of them more room.
import { Separator } from 'react-resizable-panels';
import styles from './Between.module.css';

export const Between = ({ label }: { readonly label: string }) => (
  <Separator className={styles.separator ?? ''} aria-label={label} />
);
