// Text of strangers inside a bash script: whatever stands in it stays text.

/** One word, as the shell hands it on: bare where nothing in it means anything to the shell, else in single quotes. */
export function word(text: string): string {
  return /^[A-Za-z0-9._/:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Control characters and those that turn the direction of writing: they would show a reader another script than bash reads. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

const WIDTH = 110;

/** Comment lines; every line of the text is one or, if it is long, several. */
export function comment(text: string): string[] {
  return text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .flatMap((line) => wrapped(line.replace(UNSEEN, ' ')))
    .map((line) => `# ${line}`.trimEnd());
}

function wrapped(line: string): string[] {
  const lines = [''];
  for (const each of line.split(' ')) {
    const longer = `${lines.at(-1)} ${each}`.trimStart();
    if (longer.length > WIDTH && lines.at(-1) !== '') lines.push(each);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** A delimiter that is no line of the text. */
function delimiterFor(text: string): string {
  const lines = new Set(text.split('\n'));
  let delimiter = 'END';
  for (let nth = 2; lines.has(delimiter); nth++) delimiter = `END_${nth}`;
  return delimiter;
}

/** A command that reads the text: a here-document whose delimiter is quoted, so that bash expands nothing in it. */
export function heredoc(command: string, text: string): string[] {
  const body = text.replaceAll('\0', '').replace(/\r+\n/g, '\n').replace(/\n+$/, '');
  const delimiter = delimiterFor(body);
  return [`${command} <<'${delimiter}'`, body, delimiter];
}
