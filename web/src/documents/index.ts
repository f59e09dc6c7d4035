/** The documents feature's one door. */
export { DocumentPanel } from "./DocumentPanel";
