// The API server of the cluster whose nodes these machines are, as kubectl talks to it.

interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** Would the cluster be another one? */
  readonly changes: boolean;
}

/** `stdin`: what is piped into kubectl; null when nothing is. */
export type ControlPlane = (words: readonly string[], stdin: string | null) => Answer;
