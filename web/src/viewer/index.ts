/** The viewer's one door. */
export type { DocumentsProps, TagsProps } from "./panels/SidePanel";
export { Viewer, type ViewerProps } from "./Viewer";
