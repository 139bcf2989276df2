/** Where request ids, session ids and result ids come from. Passed in, so that a run can be the same tomorrow. */
export interface Ids {
  /** A version 4 UUID in lower case. */
  uuid(): string
}
