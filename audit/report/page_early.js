(() => {
  const root = document.documentElement;
  root.classList.add("js");
  if (/^#[a-z0-9_]+\.[a-z0-9_]+$/.test(location.hash)) root.classList.add("one");
  try {
    const theme = localStorage.getItem("audit-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* a browser may forbid storage to a file; then the system's theme stands */ }
})();
