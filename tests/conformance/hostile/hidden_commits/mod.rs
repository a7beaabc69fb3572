//! A COMMIT that no reading of the file shows is noticed on the server.
