//! A FIFO, a device or a file without end is refused where a regular file is expected.
