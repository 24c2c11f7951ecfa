//! The domain: what is granted, what is refused, and the texts it reads.

mod places;
