/** The work list's one door. */
export { Worklist } from "./Worklist";
