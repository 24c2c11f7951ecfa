//! Numbers of subjects in dense lists, in place of their identifiers.

/// A number in a list, from 0. It is kept as one more, so that an `Option` of it takes no more
/// room.
macro_rules! dense_number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(std::num::NonZeroU32);

        impl $name {
            /// The number of what stands at an index. A list that long is beyond what a log can
            /// hold.
            pub const fn at(index: u32) -> Self {
                Self(std::num::NonZeroU32::MIN.saturating_add(index))
            }

            /// The number that the next one in a list of this length has.
            pub(crate) fn next_in(length: usize) -> Self {
                Self::at(u32::try_from(length).unwrap_or(u32::MAX))
            }

            /// The index of what has it.
            pub const fn index(self) -> usize {
                (self.0.get() - 1) as usize
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.index())
            }
        }
    };
}

pub(crate) use dense_number;
