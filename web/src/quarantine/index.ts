/** The quarantine's one door. */
export { Quarantine } from "./Quarantine";
