//! Where a binding holds, in one table.

macro_rules! contexts {
    ($($(#[$doc:meta])* $name:ident $title:literal, $place:expr;)*) => {
        /// Where a binding holds. A screen listens in several contexts, the most particular first.
        #[derive(
            Clone,
            Copy,
            Debug,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            strum::EnumIter,
            strum::EnumString,
            strum::IntoStaticStr,
        )]
        #[strum(serialize_all = "kebab-case")]
        pub enum Context {
            $($(#[$doc])* $name,)*
        }

        impl Context {
            /// The heading on the help screen.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// Where it is listened to, for a sentence; nothing for what is heard nearly everywhere.
            pub fn place(self) -> Option<&'static str> {
                match self { $(Self::$name => $place,)* }
            }
        }
    };
}

contexts! {
    /// The list of users.
    Users "The list of users", Some("on the list of users");
    /// Wherever something can be acted on: users, keys, teams, members, customers, budgets.
    Verbs "What is marked, else what is under the cursor",
        Some("on users, keys, teams, members, customers and budgets");
    /// Wherever these are people: the list, and one user.
    People "Of users alone", Some("on users");
    /// Virtual keys.
    Keys "Of keys alone", Some("on keys");
    /// Marking rows for a verb.
    Marks "Marking", Some("in a list that has marks");
    /// Why a user is refused.
    Why "Why a user is refused", Some("where it says why");
    /// The spend day by day, and who spent most.
    Spend "The spend day by day", Some("on the spend by day");
    /// Its days.
    Days "Its days", Some("on the days of a spend");
    /// Its ranking.
    Spenders "Who spent most", Some("where it says who spent most");
    /// A plan under review or being applied.
    Plan "A plan", Some("on a plan");
    /// The journal and its entries.
    Journal "The journal", Some("in the journal");
    /// The profiles.
    Profiles "The profiles", Some("on the profiles");
    /// The help.
    Help "The help", Some("in the help");
    /// Keys, teams, members, customers, budgets.
    Records "Keys, teams, members, customers and budgets",
        Some("on keys, teams, members, customers and budgets");
    /// The list of teams besides.
    Teams "The list of teams", Some("on the list of teams");
    /// The list of budgets besides.
    Budgets "The list of budgets", Some("on the list of budgets");
    /// The list of groups.
    Groups "The list of groups", Some("on the list of groups");
    /// A list filtered by words.
    Words "A list filtered by words", Some("in a list that is filtered by words");
    /// The request log.
    Requests "The request log", Some("in the request log");
    /// The notices.
    Notices "The notices", Some("in the notices");
    /// Any list with columns.
    Table "Columns and order of a list", Some("in a list");
    /// Moving in any list or page.
    List "Moving", None;
    /// Everywhere.
    Global "Everywhere", None;
    /// An open dialog.
    Dialog "In a dialog", None;
    /// The dialog of columns.
    Columns "In the dialog of columns", None;
}
