"""What setup does, one act per module. Standard library only: it runs before anything is there."""
