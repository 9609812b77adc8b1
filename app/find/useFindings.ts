// What was found for a text, as soon as the engine has answered.
import { useEffect, useMemo, useState } from 'react';
import type { FindingGroup } from '../../engine/find.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { find, useOpened } from '../state/session.ts';

/** So many of a kind are shown. */
const LIMIT = 8;

interface Found {
  readonly groups: readonly FindingGroup[];
  /** Is this the answer to what stands in the field now? */
  readonly answered: boolean;
  /** Is it still to come? */
  readonly awaited: boolean;
}

/** Before anything was typed: where one could go. */
function placesOf({ namespaces }: Outline): readonly FindingGroup[] {
  const found = namespaces
    .slice(0, LIMIT)
    .map(({ id, name }) => ({ kind: 'namespace' as const, ns: id, device: -1, key: '', text: name }));
  return [{ kind: 'namespace', found, more: namespaces.length > LIMIT }];
}

/** What was found before stays until there is an answer. */
export function useFindings(text: string): Found {
  const opened = useOpened();
  const places = useMemo(() => placesOf(opened.outline), [opened]);
  const asked = text.trim();
  const [answer, setAnswer] = useState({ asked: '', opened, groups: places });
  useEffect(() => {
    if (asked === '') return;
    let over = false;
    void find(asked, LIMIT).then((groups) => {
      if (!over && groups) setAnswer({ asked, opened, groups });
    });
    return () => {
      over = true;
    };
  }, [asked, opened]);
  if (asked === '') return { groups: places, answered: false, awaited: false };
  const known = answer.opened === opened;
  const answered = known && answer.asked === asked;
  return { groups: known ? answer.groups : places, answered, awaited: !answered };
}
