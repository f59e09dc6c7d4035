/** The viewer's one door. */
export { Viewer, type ViewerProps } from "./Viewer";
