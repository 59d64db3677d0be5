// Runs before the first paint, so that pieces which need scripts never flash in their plain shape.
document.documentElement.classList.add("js");
