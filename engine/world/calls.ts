// What functions of a kernel call: each call is over, with all that it calls in its turn, before the next one is made.

export class Calls {
  /** Asked for by the call that runs now. */
  private readonly asked: (() => void)[] = [];
  private readonly stack: (() => void)[] = [];

  ask(work: () => void): void {
    this.asked.push(work);
  }

  /** What is to be called next; undefined when nothing is left. */
  next(): (() => void) | undefined {
    for (let work = this.asked.pop(); work; work = this.asked.pop()) this.stack.push(work);
    return this.stack.pop();
  }
}
