// Sets light or dark before the first paint, so that a dark reading room never sees a white flash.
(() => {
  let wish = null;
  try {
    wish = localStorage.getItem("diaphane-color-scheme");
  } catch {
    // Storage may be forbidden; the system's wish then holds.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.mantineColorScheme = wish === "light" || wish === "dark" ? wish : system;
})();
