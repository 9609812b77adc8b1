// A file over the page, and where it goes when it is let go.
import { useEffect, useRef } from 'react';
import { useWords } from '../state/language.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './DropFile.module.css';
import { openFile } from './files.ts';

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

export function DropFile({ onDropped }: { onDropped(): void }) {
  const words = useWords('files');
  const zone = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On top of everything, an open dialog too.
    const setOver = (isOver: boolean) => zone.current?.togglePopover(isOver);
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const left = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      onDropped();
      void openFile(file);
    };
    const listeners = { dragenter: over, dragover: over, dragleave: left, drop } as const;
    for (const [type, listener] of Object.entries(listeners)) addEventListener(type as 'drop', listener);
    return () => {
      for (const [type, listener] of Object.entries(listeners)) removeEventListener(type as 'drop', listener);
    };
  }, [onDropped]);
  return (
    <div ref={zone} popover="manual" className={styles.zone}>
      <p>
        <Icon name="folder" size={28} />
        <b>{words.drop}</b>
        <span>{words.dropHint}</span>
      </p>
    </div>
  );
}
