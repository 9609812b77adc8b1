// The top line: which network, which probe, and what to do with the moment on show.
import { CompareButton } from './compare/CompareButton.tsx';
import { Composer } from './composer/Composer.tsx';
import { drawMoment } from './draw.ts';
import { EditList } from './edit/EditList.tsx';
import { History } from './edit/History.tsx';
import styles from './Header.module.css';
import { Probe } from './library/Probe.tsx';
import { LanguageChoice } from './preferences/LanguageChoice.tsx';
import { ThemeChoice } from './preferences/ThemeChoice.tsx';
import { ShareMenu } from './share/ShareMenu.tsx';
import { useComparison } from './state/comparison.ts';
import { useWords } from './state/language.ts';
import { togglePresenting } from './state/presenting.ts';
import { useTitle } from './state/scenario.ts';
import { useSession } from './state/session.ts';
import { Button } from './ui/Button.tsx';
import { Icon } from './ui/Icon.tsx';

export interface HeaderProps {
  onLibrary(): void;
  onFind(): void;
  onKeys(): void;
}

export function Header({ onLibrary, onFind, onKeys }: HeaderProps) {
  const words = useWords('page');
  const find = useWords('find').title;
  const title = useTitle();
  const compared = useComparison((comparison) => comparison.against !== null);
  const present = useWords('presenting').enter;
  const opening = useSession((session) => session.opening && session.opened !== null);
  return (
    <header className={styles.header}>
      <h1 className={styles.brand}>
        <img src="./icon.svg" alt="" width={22} height={22} />
        <span>Hopscope</span>
      </h1>
      <div className={styles.network}>
        <Button
          look="outlined"
          className={styles.scenario ?? ''}
          title={words.chooseNetwork}
          onClick={onLibrary}
        >
          <span className={styles.title}>{title ?? words.library}</span>
          <Icon name="down" size={14} />
        </Button>
        {title && !compared ? <CompareButton /> : null}
      </div>
      {title ? <Probe /> : null}
      {title ? (
        <Composer>
          <EditList titled />
        </Composer>
      ) : null}
      {title ? <History /> : null}
      <div className={styles.tools}>
        <span role="status" className={styles.opening}>
          {opening ? words.opening : ''}
        </span>
        {title ? <Button icon="search" label={find} title={`${find} (/)`} onClick={onFind} /> : null}
        {title ? (
          <ShareMenu
            draw={(scheme) => drawMoment(scheme, title)}
            others={[{ name: present, icon: 'present', key: 'P', onChoose: togglePresenting }]}
          />
        ) : null}
        <LanguageChoice />
        <ThemeChoice />
        <Button label={words.keys} onClick={onKeys}>
          ?
        </Button>
      </div>
    </header>
  );
}
