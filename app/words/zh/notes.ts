import type { Words } from '../catalogue.ts';

export const notes: Words['notes'] = {
  title: '笔记',
  note: '笔记',
  add: '在这一步添加笔记',
  text: '笔记内容',
  save: '添加',
  change: '修改这条笔记',
  remove: '删除这条笔记',
  cancel: '取消',
  left: (characters) => `还可输入 ${characters} 个字符`,
  count: (count) => `${count} 条笔记`,
  nth: (nth, count) => `第 ${nth} 条笔记，共 ${count} 条`,
  next: '下一条笔记',
  previous: '上一条笔记',
  all: '全部笔记',
  about: '笔记保存在链接里：打开链接的人会在这些步骤看到它们。',
  elsewhere: '报文现在不经过那里',
  marked: '有笔记',
  full: (most) => `一个链接最多可带 ${most} 条笔记`,
};
