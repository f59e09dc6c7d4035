/** A file let go over a page that takes none must not make the browser leave it: a reading or an upload would be lost. */

const hasFiles = (event: DragEvent): event is DragEvent & { dataTransfer: DataTransfer } => event.dataTransfer?.types.includes("Files") ?? false;

/** On the border between two elements a browser says `dragenter` alone: a file let go just there would be opened too. */
const refuse = (event: DragEvent): void => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
};

/** For the whole window and for good; whoever takes files says so after this. */
export function stayOnDrop(): void {
  addEventListener("dragenter", refuse);
  addEventListener("dragover", refuse);
  addEventListener("drop", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
}
