"""Starting the portal on one machine: look before the start, prepare, keep the children running."""
