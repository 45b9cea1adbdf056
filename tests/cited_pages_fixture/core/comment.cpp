// method.md 1.1, method.md 1.1, 6B and [brackets]; no problem in this line.

/// As notes.md says, and method.md.
int value = 0;
