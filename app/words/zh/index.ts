// 简体中文
import type { Words } from '../catalogue.ts';
import { preferences } from './preferences.ts';
import { warnings } from './warnings.ts';

export const zh: Words = { preferences, warnings };
