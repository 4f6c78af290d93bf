// Before the first paint: the colours that were chosen here before.
(() => {
  try {
    const theme = localStorage.getItem("sampan.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be closed to a page in a frame; then the system's choice holds.
  }
})();
