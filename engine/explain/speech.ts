// A language: functions that make sentences from the same values. English says which there are.
import type { en } from './en/index.ts';

export type Speech = typeof en;
